import type { Answer, Context, RowsRequest } from '../model/request';
import type { PointRequests, Requests, RequestsByRow } from '../model/requests';
import type { Data } from '../query/data';
import { assignRequests } from './assign-requests';
import { requestPlaces, type RequestObject } from './request-places';
import type { Steps } from './steps';

/** What one answer reads at most: objects, bytes of one, and bytes of all. */
export const REQUEST_LIMITS = { objects: 64, objectBytes: 32 * 1024 * 1024, bytes: 32 * 1024 * 1024 };

/** Requests that are kept with the catalog for the next answer. */
const KEPT = 200_000;

/** Bytes that an object of unknown size is taken for. */
const TYPICAL_BYTES = 1024 * 1024;

const megabytes = (bytes: number): string => `${Math.round(bytes / (1024 * 1024))} MB`;

const sizeOf = ({ size }: RequestObject): number => (Number.isNaN(size) ? TYPICAL_BYTES : size);

function requestFor({ path, rows }: RequestObject): RowsRequest {
  return { kind: 'rows', path, drop: rows.drop, fields: rows.fields, sizeLimit: REQUEST_LIMITS.objectBytes };
}

/** Requests by load level; a reason where they cannot be had. */
function read({ rows }: RequestObject, answer: Answer): readonly Requests[] | string {
  if (answer.kind !== 'rows') {
    return answer.kind === 'failure' ? answer.message : 'no answer';
  }
  if (answer.cut) {
    return `the file ends early, or is larger than the ${megabytes(REQUEST_LIMITS.objectBytes)} that are read of one`;
  }
  const places = new Map(rows.fields.map((field, index) => [field, index]));
  const count = answer.columns.length === 0 ? 0 : answer.columns[0].length;
  return rows.read((field, row) => answer.columns[places.get(field) as number][row] ?? null, count);
}

/** Keeps what was read for the next answer; the oldest leaves where it becomes too much. */
function keep(kept: Map<string, readonly Requests[]>, path: string, groups: readonly Requests[]): void {
  const size = (all: readonly Requests[]): number => all.reduce((sum, { failed }) => sum + failed.length, 0);
  kept.set(path, groups);
  let total = Array.from(kept.values(), size).reduce((sum, one) => sum + one, 0);
  for (const [oldest, held] of kept) {
    if (total <= KEPT) {
      return;
    }
    kept.delete(oldest);
    total -= size(held);
  }
}

/** The objects that are read: in order, as far as the limits go. The others get a reason. */
function withinLimits(objects: readonly RequestObject[]): { wanted: RequestObject[]; refused: Map<string, string> } {
  const refused = new Map<string, string>();
  const wanted: RequestObject[] = [];
  let bytes = 0;
  objects.forEach((object) => {
    const size = sizeOf(object);
    if (size > REQUEST_LIMITS.objectBytes) {
      refused.set(
        object.path,
        `the file has ${megabytes(size)}; up to ${megabytes(REQUEST_LIMITS.objectBytes)} are read of one`
      );
    } else if (wanted.length >= REQUEST_LIMITS.objects || bytes + size > REQUEST_LIMITS.bytes) {
      refused.set(
        object.path,
        `not read: one answer reads ${REQUEST_LIMITS.objects} files and ${megabytes(REQUEST_LIMITS.bytes)}; narrow the filters`
      );
    } else {
      wanted.push(object);
      bytes += size;
    }
  });
  return { wanted, refused };
}

/**
 * The single requests of points, by row, read from the objects that keep them: in the order of the rows, as far as the limits
 * go. Never throws for what an object may hold.
 */
export function* readRequests(data: Data, rows: Int32Array, context: Context): Steps<RequestsByRow> {
  if (rows.length === 0) {
    return new Map();
  }
  const { placeOf, rowsOf } = requestPlaces(data, rows);
  const objects = new Map<string, RequestObject>();
  rows.forEach((row) => {
    const place = placeOf(row);
    if (place !== null && typeof place !== 'string') {
      objects.set(place.path, place);
    }
  });
  const known = data.requests;
  // What is known counts as well: an answer does not hang on what was asked before it.
  const { wanted: within, refused } = withinLimits(Array.from(objects.values()));
  const wanted = within.filter(({ path }) => !known.has(path));
  const found = new Map<string, readonly Requests[] | string>(refused);
  within.forEach(({ path }) => {
    const kept = known.get(path);
    if (kept !== undefined) {
      found.set(path, kept);
    }
  });
  for (let from = 0; from < wanted.length; from += context.limits.batchRequests) {
    const batch = wanted.slice(from, from + context.limits.batchRequests);
    const answers = yield { requests: batch.map(requestFor) };
    batch.forEach((object, index) => {
      const groups = read(object, answers[index]);
      found.set(object.path, groups);
      if (typeof groups !== 'string') {
        keep(known, object.path, groups);
      }
    });
  }
  const assigned = new Map<string, ReturnType<typeof assignRequests>>();
  found.forEach((groups, path) => {
    if (typeof groups !== 'string') {
      assigned.set(path, assignRequests(data, groups, rowsOf(path)));
    }
  });
  const ofRow = (row: number): PointRequests => {
    const place = placeOf(row);
    if (place === null) {
      return { kind: 'none' };
    }
    if (typeof place === 'string') {
      return { kind: 'unusable', path: null, reason: place };
    }
    const { path } = place;
    const groups = found.get(path);
    const own = typeof groups === 'string' ? groups : (assigned.get(path)?.get(row) ?? null);
    if (own === null) {
      return { kind: 'none' };
    }
    return typeof own === 'string' ? { kind: 'unusable', path, reason: own } : { kind: 'read', path, requests: own };
  };
  return new Map(Array.from(rows, (row): [number, PointRequests] => [row, ofRow(row)]));
}
