import { component, type Component, type Dimensions, type Role, type Setting } from '../model/record';
import { agreedDimensions, engineArguments, environment } from './engine-args';
import { engineParallelism, wholeCount } from './engine-parallelism';
import { at, meaningful, text } from './fields';
import { once, type ReadContext } from './format';
import { routerConfig } from './router-config';

/** Engines of any other role are replicas: the schema's own example calls one `aggregate`. */
const ROLES: ReadonlyMap<string, Role> = new Map<string, Role>([
  ['prefill', 'prefill'],
  ['decode', 'decode'],
]);

const ROUTER = /router|scheduler|epp|gateway|endpoint-?picker/i;

/** `ghcr.io/llm-d/llm-d-cuda:0.3.1` is an image whose tag is the version; `0.9.0` is a version alone. */
export function versionParts(version: string | null): {
  readonly version: string | null;
  readonly image: string | null;
} {
  if (version === null || !version.includes('/')) {
    return { version, image: null };
  }
  const colon = version.lastIndexOf(':');
  return { version: colon > version.lastIndexOf('/') ? version.slice(colon + 1) : null, image: version };
}

/** Revision in a version that git describe or setuptools_scm made: `0.9.1.dev38+g3fa2c1d`. */
function commitOf(version: string | null): string | null {
  const found = version === null ? null : /[-+._]g([0-9a-f]{7,40})(?:$|[-+._])/.exec(version);
  return found === null ? null : found[1];
}

function roleOf(entry: unknown): Role {
  const standardized = at(entry, 'standardized');
  if (text(at(standardized, 'kind')) === 'inference_engine') {
    return ROLES.get(text(at(standardized, 'role')) ?? '') ?? 'replica';
  }
  const names = [at(standardized, 'tool'), at(standardized, 'kind_draft'), at(entry, 'metadata', 'label')].map(
    (value) => text(value) ?? ''
  );
  return names.some((name) => ROUTER.test(name)) ? 'router' : 'other';
}

/**
 * True where the converter knew nothing of the engine: it then writes empty names and its own defaults, 1 of everything, for
 * the sizes. A name that is left out is another matter.
 */
function isPlaceholder(standardized: unknown): boolean {
  const isBlank = (value: unknown): boolean => typeof value === 'string' && meaningful(value) === null;
  return [at(standardized, 'tool'), at(standardized, 'tool_version'), at(standardized, 'accelerator', 'model')].every(
    isBlank
  );
}

export function componentOf(entry: unknown): Component {
  const standardized = at(entry, 'standardized');
  const isUnknown = isPlaceholder(standardized);
  const count = (...path: readonly string[]): number | null =>
    isUnknown ? null : wholeCount(at(standardized, ...path));
  const size = (axis: 'tp' | 'pp' | 'dp' | 'ep'): number | null =>
    count('accelerator', 'parallelism', axis) ?? engineParallelism(at(entry, 'native', 'args'))[axis];
  const { version, image } = versionParts(meaningful(at(standardized, 'tool_version')));
  return component({
    role: roleOf(entry),
    label: text(at(entry, 'metadata', 'label')),
    replicas: count('replicas'),
    accelerator: meaningful(at(standardized, 'accelerator', 'model')),
    // The converter fills in the accelerators of one instance, and 0 where it does not know.
    acceleratorsPerReplica: count('accelerator', 'count'),
    tp: size('tp'),
    pp: size('pp'),
    dp: size('dp'),
    ep: size('ep'),
    engine: meaningful(at(standardized, 'tool')),
    version,
    image,
    model: meaningful(at(standardized, 'model', 'name')),
  });
}

/** Native configuration: what engines agree on sets dimensions, everything becomes settings. */
export function nativeParts(
  stack: readonly unknown[],
  components: readonly Component[],
  context: ReadContext
): { dimensions: Dimensions; settings: Setting[] } {
  const settings: Setting[] = [];
  const engines: Dimensions[] = [];
  let router: Dimensions = {};
  stack.forEach((entry, index) => {
    const own = components[index];
    const label = own.label ?? own.role;
    const native = at(entry, 'native');
    // Runs that differ in their replicas mostly start every one of them alike.
    const { args, variables } = once(context, 'benchmark report arguments', [label, native], () => ({
      args: engineArguments(at(native, 'args'), label),
      variables: environment(at(native, 'envars'), label),
    }));
    settings.push(...args.settings, ...variables);
    if (own.role === 'router') {
      router = {
        router: own.engine,
        router_version: own.image ?? own.version,
        ...routerConfig(at(native, 'config')),
      };
    } else if (own.role !== 'other') {
      engines.push({ commit: commitOf(own.version), ...args.dimensions });
    }
  });
  return { dimensions: { ...agreedDimensions(engines), ...router }, settings };
}
