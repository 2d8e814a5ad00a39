import { CORE_SCHEMA, loadAll, YAMLException } from 'js-yaml';
import { MalformedYaml } from './malformed';

/**
 * The documents of a text by the YAML 1.2 core schema: dates and `1_000` are texts, `017` is 17, `.inf` is Infinity, keys are
 * texts, `<<` is an ordinary key. No document where there are only comments and white space. Throws MalformedYaml, for
 * unknown tags, repeated keys and nesting deeper than 100 levels too.
 */
export function parseYaml(text: string): unknown[] {
  try {
    return loadAll(text, { schema: CORE_SCHEMA });
  } catch (error) {
    if (!(error instanceof YAMLException)) {
      throw error;
    }
    const line = error.mark === undefined ? '' : ` in line ${error.mark.line + 1}`;
    throw new MalformedYaml(`not YAML${line}: ${error.reason}`);
  }
}
