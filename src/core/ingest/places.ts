/** What the place of an object in its store says about the run and the experiment. */

/** Directory names that tell nothing about a run. */
const GENERIC =
  /^(results?|reports?|reports-\d{8}-\d{6}|outputs?|data|raw_data|raw|run=?\d*|benchmarks?|logs?|artifacts?|aiperf_artifacts|metrics|json|files)$/i;

export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** File name without its extensions: `a/stage_0.json.yaml` is `stage_0`. */
export function stemOf(path: string): string {
  const name = fileNameOf(path);
  const dot = name.search(/\.(json|jsonl|ndjson|ya?ml|csv|txt|log|prom)(\.|$)/i);
  return dot <= 0 ? name : name.slice(0, dot);
}

/** How many trailing segments name a directory: generic ones take their parent along. */
function namingDepth(segments: readonly string[]): number {
  let depth = 1;
  while (depth < segments.length && GENERIC.test(segments[segments.length - depth])) {
    depth++;
  }
  return depth;
}

/** Short name of a directory, at least one segment that tells something; null for the root. */
export function directoryName(directory: string): string | null {
  const segments = directory.split('/').filter((segment) => segment !== '');
  return segments.length === 0 ? null : segments.slice(-namingDepth(segments)).join('/');
}

/** Name of the experiment of a run directory: the directory above it, generic ones skipped; null where there is none. */
export function experimentName(directory: string): string | null {
  const segments = directory.split('/').filter((segment) => segment !== '');
  const above = segments.slice(0, segments.length - (segments.length === 0 ? 0 : namingDepth(segments)));
  while (above.length > 0 && GENERIC.test(above[above.length - 1])) {
    above.pop();
  }
  return above.length === 0 ? null : above[above.length - 1];
}

/** Tokens of a file name that tell the load level, a counter or a time, but nothing of what was measured. */
const LOAD_TOKENS =
  /[-_.]?(?:(?:max[-_]?)?conc(?:urrency)?[-_=]?\d+|(?:qps|rate|req[-_]rate|rps)[-_=]?(?:\d+(?:\.\d+)?|inf)|(?:\d+(?:\.\d+)?|inf)(?:qps|rps)|(?:np|num[-_]prompts)[-_=]?\d+|run[-_=]?\d+|\d{8}[-_T]?\d{6}|\d{4}-\d{2}-\d{2}[-_T]\d{2}[-_:]\d{2}[-_:]\d{2})(?=$|[-_.,])/gi;

/**
 * What the files of one sweep have in common: directory and file name without load level, counter and time. It keeps apart
 * invocations of which no file says what was measured.
 */
export function setupOf(path: string): string {
  const stem = stemOf(path).replace(LOAD_TOKENS, '');
  return [directoryOf(path), stem].filter((part) => part !== '').join('/');
}
