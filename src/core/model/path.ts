/**
 * Paths of a store: relative to its root, unencoded, `/` between segments and none in front. `''` is the root itself; a
 * request for a directory ends in `/` or is `''`.
 */

/** Longest path that is followed, in UTF-16 units. */
const MAX_LENGTH = 4096;

/** The segments that are not empty. */
export function segments(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

/** One path of several; empty parts and doubled slashes vanish, a trailing slash of the last part stays. */
export function join(...parts: readonly string[]): string {
  const joined = segments(parts.join('/')).join('/');
  const last = parts.length === 0 ? '' : parts[parts.length - 1];
  return joined !== '' && last.endsWith('/') ? `${joined}/` : joined;
}

/** The path of a name, or of a path below, in a directory without a trailing slash. */
export function within(directory: string, path: string): string {
  return directory === '' ? path : `${directory}/${path}`;
}

/** The directory that holds an object, without a trailing slash; `''` at the root. */
export function directory(path: string): string {
  return segments(path).slice(0, -1).join('/');
}

/** The last segment. */
export function fileName(path: string): string {
  const all = segments(path);
  return all.length === 0 ? '' : all[all.length - 1];
}

/** The form in which a directory is asked for. */
export function asDirectory(path: string): string {
  const plain = join(path);
  return plain === '' ? '' : `${plain}/`;
}

/** Whether a request for this path asks for a listing. */
export function isDirectoryPath(path: string): boolean {
  return path === '' || path.endsWith('/');
}

/** Why a name cannot be one segment of a path; null where it can. */
export function nameProblem(name: string): string | null {
  if (name === '' || name === '.' || name === '..') {
    return 'it would leave its directory';
  }
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code === 0x2f || code === 0x5c) {
      return 'it holds a slash or backslash';
    }
    if (code < 0x20 || code === 0x7f) {
      return 'it holds a control character';
    }
    if (code === 0xfffd || isLoneSurrogate(name, i)) {
      return 'it is not UTF-8';
    }
  }
  return name.length > MAX_LENGTH ? `it is longer than ${MAX_LENGTH} characters` : null;
}

function isLoneSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code >= 0xd800 && code <= 0xdbff) {
    const next = text.charCodeAt(at + 1);
    return !(next >= 0xdc00 && next <= 0xdfff);
  }
  if (code >= 0xdc00 && code <= 0xdfff) {
    const before = text.charCodeAt(at - 1);
    return !(before >= 0xd800 && before <= 0xdbff);
  }
  return false;
}

/** Whether a name stays in its directory and can be asked for by every host. */
export function isSafeName(name: string): boolean {
  return nameProblem(name) === null;
}

/** Whether a path stays under its root: relative, no `.` or `..`, no empty segment but a last one, every name safe. */
export function isSafePath(path: string): boolean {
  if (path.length > MAX_LENGTH) {
    return false;
  }
  const names = path.split('/');
  if (names[names.length - 1] === '') {
    names.pop();
  }
  return names.every(isSafeName);
}

/** The path as part of an address: every segment percent-encoded. Throws URIError for text that is not Unicode. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
