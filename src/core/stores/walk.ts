import type { DirectoryConfig } from '../model/config';
import { directory as directoryOf, join, within } from '../model/path';
import type { Issue } from '../model/record';
import { PathFilter } from './globs';
import type { Page, RefusedName } from './listing-page';
import { loopStart, print, type Directory } from './loop';
import type { Listing, StoreObject } from './store';

/** Directories that are listed at most, where the limit of objects is not higher. */
const MIN_DIRECTORIES = 10000;

/** Refused names of one directory that its issue spells out. */
const NAMED = 3;

const LOOP = 'listing-loop';

function refusal(names: readonly RefusedName[], total: number): string {
  const shown = names.slice(0, NAMED).map(({ name, reason }) => `${JSON.stringify(name.slice(0, 200))} (${reason})`);
  const more = total > NAMED ? ` and ${total - NAMED} more` : '';
  return `Names that are not followed: ${shown.join(', ')}${more}; rename them`;
}

function byPath(a: StoreObject, b: StoreObject): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

/** One listing under way: what was found below `root`, and what was left out. */
export class Walk {
  private readonly objects: StoreObject[] = [];
  /** With paths below the root. */
  private readonly issues: Issue[] = [];
  /** Directories that repeat one above them. */
  private readonly loops = new Set<string>();
  private readonly tooDeep: string[] = [];
  private readonly root: string;
  private readonly filter: PathFilter;
  private directories = 0;
  private ended = false;

  constructor(
    root: string,
    private readonly config: Pick<DirectoryConfig, 'include' | 'exclude' | 'maxDepth' | 'maxObjects'>
  ) {
    this.root = join(root, '');
    this.filter = new PathFilter(config.include, config.exclude);
  }

  /** True once a limit was met: nothing more is to be listed. */
  get full(): boolean {
    return this.ended;
  }

  report(severity: Issue['severity'], rule: string, path: string, message: string): void {
    this.issues.push({ severity, rule, path, message });
  }

  /** Ends the listing early; what was found so far is kept. */
  end(rule: string, path: string, message: string): void {
    if (!this.ended) {
      this.ended = true;
      this.report('warning', rule, path, message);
    }
  }

  /** Takes what a directory holds; returns its directories that are to be followed. */
  take(directory: Directory, page: Page): Directory[] {
    const parent = { ...directory, print: print(page) };
    const loop = loopStart(parent, page);
    if (loop !== null) {
      if (!this.inLoop(loop)) {
        this.loops.add(loop);
        this.report('warning', LOOP, loop, 'This directory shows one above it again; remove the link, or exclude it');
      }
      return [];
    }
    this.refuse(directory.path, page.refused);
    const below: Directory[] = [];
    for (const entry of page.entries) {
      const path = within(directory.path, entry.name);
      if (!entry.directory) {
        this.add({ path, size: entry.size, etag: null, modified: entry.modified });
      } else if (this.mayEnter(path, directory.depth + 1)) {
        below.push({ path, depth: directory.depth + 1, parent });
      }
    }
    return below;
  }

  /** Says which names of a directory are not followed: the first of `total`. */
  refuse(path: string, names: readonly RefusedName[], total = names.length): void {
    if (names.length > 0) {
      this.report('warning', 'unsafe-name', path, refusal(names, total));
    }
  }

  /** Takes an object, by its path below the root, where it is wanted. */
  add(object: StoreObject): void {
    if (this.ended || !this.filter.object(object.path)) {
      return;
    }
    const limit = this.config.maxObjects;
    if (this.objects.length === limit) {
      this.end(
        'object-limit',
        object.path,
        `The listing ends here, at ${limit} objects; narrow what is included, or raise the limit`
      );
    } else {
      this.objects.push(object);
    }
  }

  private mayEnter(path: string, depth: number): boolean {
    if (this.ended || !this.filter.directory(path)) {
      return false;
    }
    if (depth > this.config.maxDepth) {
      this.tooDeep.push(path);
      return false;
    }
    const limit = Math.max(MIN_DIRECTORIES, this.config.maxObjects);
    if (this.directories === limit) {
      this.end(
        'object-limit',
        path,
        `The listing ends here, at ${limit} directories; exclude some, or raise the limit of objects`
      );
      return false;
    }
    this.directories++;
    return true;
  }

  private inLoop(path: string): boolean {
    if (this.loops.size === 0) {
      return false;
    }
    for (let at = path; at !== ''; at = directoryOf(at)) {
      if (this.loops.has(at)) {
        return true;
      }
    }
    return false;
  }

  /** Objects by path; what lies in loops is left out. */
  finish(): Listing {
    if (this.tooDeep.length > 0) {
      const count = this.tooDeep.length;
      const what = count === 1 ? '1 directory lies' : `${count} directories lie`;
      this.report(
        'warning',
        'depth-limit',
        this.tooDeep[0],
        `${what} deeper than ${this.config.maxDepth}; raise the depth limit`
      );
    }
    const objects: StoreObject[] = [];
    for (const { path, size, etag, modified } of this.objects) {
      if (!this.inLoop(path)) {
        objects.push({ path: within(this.root, path), size, etag, modified });
      }
    }
    const issues = this.issues
      .filter(({ path, rule }) => rule === LOOP || !this.inLoop(path))
      .map((issue) => ({ ...issue, path: join(this.root, issue.path) || '/' }));
    return { objects: objects.sort(byPath), issues };
  }
}
