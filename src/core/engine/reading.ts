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

/** What an answer makes of its object, or the request that has to be answered first. */
function firstOutcome(object: StoreObject, answer: Answer, maxBytes: number, reader: ReadContext): Outcome | Request {
  const failed = failureOf(object.path, answer);
  if (failed !== null) {
    return failed;
  }
  if (answer.kind === 'http' && answer.body.as === 'json') {
    return outcomeOf(object.path, valueDocuments(answer.body.documents), reader);
  }
  if (answer.kind !== 'http' || answer.body.as !== 'text' || answer.body.text.trim() === '') {
    return outcomeOf(object.path, [], reader);
  }
  const { text } = answer.body;
  return isPage(text)
    ? pageOutcome(object.path)
    : (secondRequest(object, text, maxBytes) ?? outcomeOf(object.path, [{ kind: 'text', text }], reader));
}

/** Reads one batch of objects: first their bytes, then what of them needs the host's parser besides. */
function* readBatch(objects: readonly StoreObject[], maxBytes: number, reader: ReadContext): Steps<ReadObject[]> {
  const answers = yield { requests: objects.map((object) => requestFor(object, maxBytes)) };
  const outcomes = new Array<Outcome>(objects.length);
  const second: Array<{ readonly index: number; readonly request: Request }> = [];
  for (let index = 0; index < objects.length; index++) {
    const found = firstOutcome(objects[index], answers[index], maxBytes, reader);
    if ('status' in found) {
      outcomes[index] = found;
    } else {
      second.push({ index, request: found });
    }
  }
  if (second.length > 0) {
    const parsed = yield { requests: second.map(({ request }) => request) };
    second.forEach(({ index }, position) => {
      outcomes[index] = secondOutcome(objects[index].path, parsed[position], reader);
    });
  }
  const read: ReadObject[] = [];
  for (let index = 0; index < objects.length; index++) {
    read.push({ object: validated(objects[index], answers[index]), outcome: outcomes[index] });
  }
  return read;
}

/** The object with the validator of its answer, where the listing gives none. */
function validated(object: StoreObject, answer: Answer): StoreObject {
  return object.etag === null && object.modified === null && answer.kind === 'http'
    ? { ...object, etag: answer.etag }
    : object;
}

/** What is to be asked for of directories, and what is not. */
interface Wanted {
  readonly objects: readonly StoreObject[];
  /** How many of them each directory has. */
  readonly counts: ReadonlyMap<string, number>;
  readonly aside: ReadonlyMap<string, readonly ReadObject[]>;
}

function wantedOf(directories: ReadonlyMap<string, readonly StoreObject[]>, maxBytes: number): Wanted {
  const wanted: StoreObject[] = [];
  const counts = new Map<string, number>();
  const aside = new Map<string, readonly ReadObject[]>();
  for (const [dir, objects] of Array.from(directories)) {
    const left: ReadObject[] = [];
    for (const object of objects) {
      const outcome = leftAside(object, maxBytes);
      if (outcome === null) {
        wanted.push(object);
      } else {
        left.push({ object, outcome });
      }
    }
    counts.set(dir, objects.length - left.length);
    if (left.length > 0) {
      aside.set(dir, left);
    }
  }
  return { objects: wanted, counts, aside };
}

/** Reads directories in order, batch by batch, and hands over each as soon as its last object has its outcome. */
export function* readDirectories(
  directories: ReadonlyMap<string, readonly StoreObject[]>,
  options: { readonly maxBytes: number; readonly reader: ReadContext },
  context: Context,
  received: Received
): Steps<void> {
  const { objects, counts, aside } = wantedOf(directories, options.maxBytes);
  // Lists are made when the first outcome comes: ones made beforehand would be old by then, and what old objects hold outlives
  // the next collections of garbage even after they are dropped.
  const open = new Map<string, ReadObject[]>();
  received(
    Array.from(aside, ([dir, read]) => ({ dir, read })).filter(({ dir }) => counts.get(dir) === 0),
    open
  );
  for (const batch of batches(objects, context)) {
    const finished: ReadDirectory[] = [];
    for (const one of yield* readBatch(batch, options.maxBytes, options.reader)) {
      const dir = directoryOf(one.object.path);
      const read = open.get(dir) ?? [];
      read.push(one);
      open.set(dir, read);
      if (read.length === counts.get(dir)) {
        open.delete(dir);
        finished.push({ dir, read: [...(aside.get(dir) ?? []), ...read] });
      }
    }
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
