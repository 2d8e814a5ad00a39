import type { DirectoryConfig } from '../model/config';
import { asDirectory, isSafePath, join } from '../model/path';
import type { Context, HttpRequest, Task } from '../model/request';
import { readListing } from './listing-answer';
import type { Directory } from './loop';
import { StoreError, type ListedStore, type Listing } from './store';
import { Walk } from './walk';

/** Bytes of one listing: some 300,000 names. */
const LISTING_LIMIT = 32 * 1024 * 1024;

function request(path: string): HttpRequest {
  return {
    kind: 'http',
    method: 'GET',
    path: asDirectory(path),
    headers: { accept: 'application/json, text/html' },
    want: { as: 'text' },
    sizeLimit: LISTING_LIMIT,
  };
}

/**
 * Lists breadth first. Throws StoreError where the root cannot be listed; a directory below it that cannot is an issue, and
 * the rest is served. Paths of objects begin with the root path, so that they can be asked for as they are; globs see the
 * path below it.
 */
function* list(config: DirectoryConfig, context: Context): Task<Listing> {
  const root = join(config.root, '');
  if (!isSafePath(root)) {
    throw new StoreError(
      'address',
      `The root path ${JSON.stringify(config.root)} is none; write names with / between them, without "..".`
    );
  }
  const walk = new Walk(root, config);
  let level: Directory[] = [{ path: '', depth: 0, parent: null }];
  let done = 0;
  while (level.length > 0 && !walk.full) {
    const next: Directory[] = [];
    for (let from = 0; from < level.length && !walk.full; from += context.limits.batchRequests) {
      const batch = level.slice(from, from + context.limits.batchRequests);
      const requests = batch.map((directory) => request(join(root, directory.path)));
      const answers = yield { requests, progress: { step: 'listing', done, total: null } };
      let unreachable = 0;
      batch.forEach((directory, i) => {
        const read = readListing(answers[i], requests[i].path || 'The root directory');
        if ('entries' in read) {
          walk.take(directory, read).forEach((below) => next.push(below));
        } else if (directory.parent === null) {
          throw new StoreError(read.step, read.message);
        } else {
          unreachable += read.step === 'reachability' ? 1 : 0;
          walk.report('error', 'listing-failed', directory.path, read.message);
        }
      });
      done += batch.length;
      if (unreachable > 1 && unreachable === batch.length) {
        walk.end(
          'listing-stopped',
          batch[0].path,
          'The server no longer answers, so nothing more is listed; refresh when it is well'
        );
      }
    }
    level = next;
  }
  return walk.finish();
}

/** A directory behind a web server that lists what it holds. */
export const httpStore: ListedStore<DirectoryConfig> = {
  kind: 'listed',
  root: ({ root }) => asDirectory(root),
  list,
};
