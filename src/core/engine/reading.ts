import type { ReadContext } from '../formats/format';
import { reasonOfName } from '../formats/index';
import type { Changes } from '../ingest/changes';
import { directoryOf } from '../ingest/places';
import type { Answer, Context, Request } from '../model/request';
import type { StoreObject } from '../stores/store';
import {
  failureOf,
  isJson,
  isPage,
  isTransient,
  jsonRequest,
  outcomeOf,
  pageOutcome,
  readingOf,
  requestFor,
  valueDocuments,
  type Outcome,
} from './documents';
import type { Steps } from './steps';

/** Bytes that an answer to a question for changes may have: an object that changed is asked for again with its directory. */
const UNCHANGED_BYTES = 1024;

/** Bytes that an object of unknown size is taken for when batches are cut. */
const TYPICAL_BYTES = 64 * 1024;

export interface ReadObject {
  readonly object: StoreObject;
  readonly outcome: Outcome;
}

/** A directory with those of its objects that have their outcome. */
export interface ReadDirectory {
  readonly dir: string;
  readonly read: readonly ReadObject[];
}

/** Gets the directories that became complete, and by directory what is read so far of those that are not. */
export type Received = (complete: readonly ReadDirectory[], begun: ReadonlyMap<string, readonly ReadObject[]>) => void;

/** Cuts objects into batches by count and expected bytes. */
function* batches(objects: readonly StoreObject[], context: Context): Generator<StoreObject[]> {
  let batch: StoreObject[] = [];
  let bytes = 0;
  for (const object of objects) {
    const size = object.size ?? TYPICAL_BYTES;
    if (
      batch.length > 0 &&
      (batch.length >= context.limits.batchRequests || bytes + size > context.limits.batchBytes)
    ) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(object);
    bytes += size;
  }
  if (batch.length > 0) {
    yield batch;
  }
}

/** Why an object is not even asked for; null where it is. */
function leftAside(object: StoreObject, maxBytes: number): Outcome | null {
  if (readingOf(object.path) === 'none') {
    return { status: 'left-aside', reason: reasonOfName(object.path) };
  }
  if (object.size !== null && object.size > maxBytes) {
    return { status: 'left-aside', reason: 'over-scan-limit' };
  }
  return null;
}

/** What a text needs a second request for: YAML is parsed by the host, and so is JSON that is called otherwise. */
function secondRequest({ path }: StoreObject, text: string, maxBytes: number): Request | null {
  if (readingOf(path) === 'yaml') {
    return { kind: 'yaml', text };
  }
  return isJson(text) ? jsonRequest(path, maxBytes) : null;
}

function secondOutcome(path: string, answer: Answer, reader: ReadContext): Outcome {
  if (answer.kind === 'yaml') {
    return outcomeOf(path, valueDocuments(answer.documents), reader);
  }
  if (answer.kind === 'http') {
    const documents = answer.body.as === 'json' ? answer.body.documents : [];
    return failureOf(path, answer) ?? outcomeOf(path, valueDocuments(documents), reader);
  }
  const [reason, message] = answer.kind === 'failure' ? [answer.reason, answer.message] : ['malformed', 'not YAML'];
  return { status: 'failed', reason, message: `${path}: ${message}`, transient: isTransient(reason) };
}

/** Reads one batch of objects: first their bytes, then what of them needs the host's parser besides. */
function* readBatch(objects: readonly StoreObject[], maxBytes: number, reader: ReadContext): Steps<ReadObject[]> {
  const answers = yield { requests: objects.map((object) => requestFor(object, maxBytes)) };
  const second: Array<{ index: number; request: Request }> = [];
  const outcomes: Array<Outcome | null> = objects.map((object, index) => {
    const answer = answers[index];
    const failed = failureOf(object.path, answer);
    if (failed !== null) {
      return failed;
    }
    if (answer.kind === 'http' && answer.body.as === 'json') {
      return outcomeOf(object.path, valueDocuments(answer.body.documents), reader);
    }
    if (answer.kind === 'http' && answer.body.as === 'text' && answer.body.text.trim() !== '') {
      const { text } = answer.body;
      if (isPage(text)) {
        return pageOutcome(object.path);
      }
      const request = secondRequest(object, text, maxBytes);
      if (request === null) {
        return outcomeOf(object.path, [{ kind: 'text', text }], reader);
      }
      second.push({ index, request });
      return null;
    }
    return outcomeOf(object.path, [], reader);
  });
  if (second.length > 0) {
    const parsed = yield { requests: second.map(({ request }) => request) };
    second.forEach(({ index }, position) => {
      outcomes[index] = secondOutcome(objects[index].path, parsed[position], reader);
    });
  }
  return objects.map((object, index) => ({
    object: validated(object, answers[index]),
    outcome: outcomes[index] as Outcome,
  }));
}

/** The object with the validator of its answer, where the listing gives none. */
function validated(object: StoreObject, answer: Answer): StoreObject {
  return object.etag === null && object.modified === null && answer.kind === 'http'
    ? { ...object, etag: answer.etag }
    : object;
}

/** Reads directories in order, batch by batch, and hands over each as soon as its last object has its outcome. */
export function* readDirectories(
  directories: ReadonlyMap<string, readonly StoreObject[]>,
  options: { readonly maxBytes: number; readonly reader: ReadContext },
  context: Context,
  received: Received
): Steps<void> {
  const wanted: StoreObject[] = [];
  const aside = new Map<string, ReadObject[]>();
  directories.forEach((objects, dir) => {
    const left: ReadObject[] = [];
    objects.forEach((object) => {
      const outcome = leftAside(object, options.maxBytes);
      if (outcome === null) {
        wanted.push(object);
      } else {
        left.push({ object, outcome });
      }
    });
    aside.set(dir, left);
  });
  const whole = (dir: string, read: readonly ReadObject[]): boolean =>
    read.length + (aside.get(dir)?.length ?? 0) === directories.get(dir)?.length;
  // Lists are made when the first outcome comes: ones made beforehand would be old by then, and what old objects hold outlives
  // the next collections of garbage even after they are dropped.
  const open = new Map<string, ReadObject[]>();
  received(
    Array.from(aside, ([dir, read]) => ({ dir, read })).filter(({ dir }) => whole(dir, [])),
    open
  );
  for (const batch of batches(wanted, context)) {
    const outcomes = yield* readBatch(batch, options.maxBytes, options.reader);
    const finished: ReadDirectory[] = [];
    batch.forEach((object, index) => {
      const dir = directoryOf(object.path);
      const read = open.get(dir) ?? [];
      read.push(outcomes[index]);
      open.set(dir, read);
      if (whole(dir, read)) {
        open.delete(dir);
        finished.push({ dir, read: [...(aside.get(dir) ?? []), ...read] });
      }
    });
    received(finished, open);
  }
}

/** Asks the server whether objects changed since their validators; answers the directories in which one did. */
export function* revalidate(directories: Changes<StoreObject>['uncertain'], context: Context): Steps<Set<string>> {
  const objects: StoreObject[] = [];
  const etags = new Map<string, string>();
  directories.forEach((members) =>
    members.forEach(({ object, etag }) => {
      if (etag !== null) {
        objects.push(object);
        etags.set(object.path, etag);
      }
    })
  );
  const changed = new Set<string>();
  for (const batch of batches(objects, context)) {
    const answers = yield {
      requests: batch.map((object) => ({ ...requestFor(object, UNCHANGED_BYTES), etag: etags.get(object.path) })),
    };
    answers.forEach((answer, index) => {
      if (answer.kind !== 'http' || answer.status !== 304) {
        changed.add(directoryOf(batch[index].path));
      }
    });
  }
  return changed;
}
