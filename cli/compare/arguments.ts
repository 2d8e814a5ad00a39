import { OPERATORS } from '../../src/core/query/filters';
import { RULES } from '../../src/core/query/compare/sides';
import { UsageError } from '../io';

const SIDE_HELP = `a rule (${RULES.join(', ')}; previous:N and as-of:N take N builds), filters such as version=0.9,hardware=H100, the id of a run, or JSON`;

/** Longest first, so that `!=` is not read as a name that ends in an exclamation mark. */
const CONDITION = new RegExp(
  `^\\s*([A-Za-z_][\\w.-]*?)\\s*(${[...OPERATORS]
    .filter((operator) => !operator.endsWith('|'))
    .sort((a, b) => b.length - a.length)
    .map((operator) => operator.replace(/[|]/g, '\\$&'))
    .join('|')})(.*)$`
);

/** Words that people use for a dimension. */
const SHORT: Readonly<Record<string, string>> = { version: 'engine_version' };

export function jsonOf(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${name} is no JSON: ${text}`);
  }
}

export function filtersOf(text: string, name: string): object[] {
  return text.split(',').map((part) => {
    const found = CONDITION.exec(part);
    if (found === null) {
      throw new UsageError(`${name}: "${part}" is no condition such as model=m; values with commas need JSON`);
    }
    return { key: SHORT[found[1]] ?? found[1], operator: found[2], value: found[3].trim() };
  });
}

/** A side of a comparison as the command line names it. */
export function sideOf(text: string, name: string): object {
  if (text.trim() === '') {
    throw new UsageError(`${name} is empty; it takes ${SIDE_HELP}`);
  }
  if (text.trim().startsWith('{')) {
    return jsonOf(text, name) as object;
  }
  const [, rule, builds] = /^([a-z-]+)(?::(\d+))?$/.exec(text.trim()) ?? [];
  if (RULES.some((known) => known === rule)) {
    return builds === undefined ? { rule } : { rule, n: Number(builds) };
  }
  return CONDITION.test(text)
    ? { filters: filtersOf(text, name) }
    : { filters: [{ key: 'run', operator: '=', value: text.trim() }] };
}

export function listOf(text: string | undefined): string[] | undefined {
  return text?.split(',').map((part) => part.trim());
}

/** `ttft_p99=2,tpot_p99=0.03` or the same as a JSON object. */
export function numbersOf(text: string | undefined, name: string): Record<string, number> | undefined {
  if (text === undefined) {
    return undefined;
  }
  const given = text.trim().startsWith('{')
    ? Object.entries(jsonOf(text, name) as object)
    : text.split(',').map((part): [string, string] => {
        const at = part.indexOf('=');
        return [part.slice(0, Math.max(0, at)).trim(), part.slice(at + 1).trim()];
      });
  return Object.fromEntries(
    given.map(([metric, value]) => {
      if (metric === '' || value === '' || !Number.isFinite(Number(value))) {
        throw new UsageError(`${name}: "${metric}=${String(value)}" is no metric and number such as ttft_p99=2`);
      }
      return [metric, Number(value)];
    })
  );
}
