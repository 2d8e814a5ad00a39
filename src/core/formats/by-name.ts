/** Kinds of files that hold no result in a notation that is read, by the ends of their names. */
const KINDS: ReadonlyArray<readonly [reason: string, ends: RegExp]> = [
  ['archive', /\.(?:zip|gz|tgz|tar|zst|bz2|xz|7z)$/i],
  ['log', /\.(?:log|out|err|stdout|stderr)$/i],
  ['console-output', /\.ansi$/i],
  ['documentation', /\.(?:md|rst|adoc|pdf)$/i],
  ['image', /\.(?:png|svg|jpe?g|webp|gif)$/i],
  ['derived', /\.(?:html?|xlsx?)$/i],
  ['binary-table', /\.(?:parquet|arrow|feather|npz?|pkl)$/i],
  ['database', /\.(?:db|sqlite3?)$/i],
  ['script', /\.(?:py|sh|bash|ipynb|js|ts|go)$/i],
  ['config', /\.(?:toml|ini|cfg|conf|env|properties)$/i],
];

/** Why a file of this name is not even opened. */
export function reasonOfName(path: string): string {
  const found = KINDS.find(([, ends]) => ends.test(path));
  return found === undefined ? 'not-a-result' : found[0];
}
