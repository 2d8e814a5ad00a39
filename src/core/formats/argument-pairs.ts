import { fields, text } from './fields';

/** An argument without its dashes, in snake case; `null` is a flag that stands alone, `undefined` one that is not set. */
export type Pair = readonly [name: string, value: unknown];

/** `--max-num-seqs` and `max_num_seqs` are one name. */
function snake(name: string): string {
  return name.replace(/^-+/, '').replace(/-/g, '_');
}

const OPTION = /^--?[A-Za-z]/;

/** A whole command in one word, as in `["sh", "-c", "vllm serve m --max-num-seqs 64"]`. */
const COMMAND = /\s--?[A-Za-z]/;

/** Longest command line that is read. */
const MAX_LINE = 20000;

/** Words of a command line; quotes hold together what they enclose, as in a shell. */
function words(line: string): string[] {
  const found =
    line
      .slice(0, MAX_LINE)
      .replace(/\\\s*\n/g, ' ')
      .match(/(?:[^\s"']+|"(?:\\[^]|[^"\\])*"|'[^']*')+/g) ?? [];
  return found.map((word) =>
    word.replace(/"((?:\\[^]|[^"\\])*)"|'([^']*)'/g, (_, double?: string, single?: string) =>
      double === undefined ? (single ?? '') : double.replace(/\\(["\\])/g, '$1')
    )
  );
}

function pairsOfWords(all: readonly unknown[]): Pair[] {
  const pairs: Pair[] = [];
  for (let index = 0; index < all.length; index++) {
    const word = text(all[index]);
    if (word === null || !OPTION.test(word)) {
      pairs.push(...(word !== null && COMMAND.test(word) ? pairsOfWords(words(word)) : []));
      continue;
    }
    const equals = word.indexOf('=');
    const next = text(all[index + 1]);
    if (equals > 0) {
      pairs.push([snake(word.slice(0, equals)), word.slice(equals + 1)]);
    } else if (/^-[a-z]*c$/.test(word)) {
      // The -c of a shell: the command is the next word.
      continue;
    } else if (next !== null && !OPTION.test(next)) {
      pairs.push([snake(word), next]);
      index++;
    } else {
      pairs.push([snake(word), null]);
    }
  }
  return pairs;
}

/** Without the quotes of a shell around it and the backslash of a line that goes on. */
function unquoted(value: unknown): unknown {
  if (typeof value !== 'string') {
    return value;
  }
  const trimmed = value.replace(/\s*\\\s*$/, '').trim();
  const found = /^"([^]*)"$/.exec(trimmed) ?? /^'([^]*)'$/.exec(trimmed);
  return found === null ? trimmed : found[1];
}

/**
 * Null under a name as the command line writes it (`--no-enable-log-requests`, `enable-chunked-prefill`) is a flag; under
 * a name as a program writes it (`quantization`, `enable_prefix_caching`) it is an argument that was not given.
 */
function pairOfEntry(key: string, value: unknown): Pair {
  const equals = key.indexOf('=');
  if (equals > 0 && value === null) {
    return [snake(key.slice(0, equals)), unquoted(key.slice(equals + 1))];
  }
  return [snake(key), value === null && !key.includes('-') ? undefined : unquoted(value)];
}

/** Arguments in every style that reports carry: a list of words, one text, an object with or without dashes. */
export function argumentPairs(args: unknown): readonly Pair[] {
  if (typeof args === 'string') {
    return pairsOfWords(words(args));
  }
  if (Array.isArray(args)) {
    return pairsOfWords(args);
  }
  const object = fields(args);
  return object === null ? [] : Object.keys(object).map((key) => pairOfEntry(key, object[key]));
}
