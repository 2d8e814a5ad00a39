/** The last segment of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The last segment without its last extension: `a/run=0.json` gives `run=0`, `p99.9.json` gives `p99.9`. */
export function stem(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

/** The name of the directory that holds the object, `''` at the root. */
export function parentName(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : baseName(path.slice(0, slash));
}

/** The number in `stage_<N>_…` of a file name, which inference-perf writes nowhere else; null without one. */
export function stageOf(path: string): number | null {
  const found = /stage_(\d{1,6})(?:\D|$)/.exec(baseName(path));
  return found === null ? null : Number(found[1]);
}
