import { answeredOf, pickRequests, type Requests } from '../model/requests';
import { numberAt } from '../model/table';
import { parseMetric, type Metric } from '../model/metric-id';
import type { Data } from '../query/data';

/** The requests of one point; null where the file keeps none of it, a reason where it does not say which they are. */
export type Assigned = Requests | string | null;

const count = (data: Data, id: string, row: number): number => data.metric(parseMetric(id) as Metric)[row];

/** Load levels follow each other, so requests in the order of their start are those of the first level, then of the next. */
function cutByStage(data: Data, requests: Requests, rows: readonly number[]): ReadonlyMap<number, Requests> | string {
  const stage = data.dimension('stage');
  const order = rows.slice().sort((a, b) => numberAt(stage, a) - numberAt(stage, b));
  const totals = order.map((row) => count(data, 'requests_total', row));
  const sum = totals.reduce((all, total) => all + total, 0);
  const sent = requests.starts.length;
  if (order.some((row) => Number.isNaN(numberAt(stage, row))) || sum !== sent || requests.starts.some(Number.isNaN)) {
    return `the file keeps ${sent} requests of ${rows.length} load levels and does not say which is whose`;
  }
  const places = Array.from(requests.starts, (_, place) => place);
  places.sort((a, b) => requests.starts[a] - requests.starts[b]);
  const cut = new Map<number, Requests>();
  let from = 0;
  order.forEach((row, index) => {
    cut.set(row, pickRequests(requests, places.slice(from, from + totals[index]), numberAt(stage, row)));
    from += totals[index];
  });
  return cut;
}

/** Finds the requests of a row: by the load levels that the file names, else by position, else by the order of their start. */
function finder(data: Data, groups: readonly Requests[], rows: readonly number[]): (row: number) => Assigned {
  if (groups.length === 1 && (rows.length === 1 || groups[0].stage === null)) {
    const cut = rows.length === 1 ? new Map([[rows[0], groups[0]]]) : cutByStage(data, groups[0], rows);
    return (row) => (typeof cut === 'string' ? cut : (cut.get(row) as Requests));
  }
  const stage = data.dimension('stage');
  const byPosition = groups.length === rows.length && groups.every((one) => one.stage === null);
  return (row) =>
    (byPosition
      ? groups[rows.indexOf(row)]
      : groups.find((one) => one.stage !== null && one.stage === numberAt(stage, row))) ??
    'the file does not say which of its requests are of this load level';
}

/** Refuses what is not certainly all of the requests that a point was measured by. */
function checked(data: Data, found: Assigned, row: number): Assigned {
  if (found === null || typeof found === 'string') {
    return found;
  }
  if (found.failed.length === 0) {
    return null;
  }
  const [answered, measured] = [answeredOf(found), count(data, 'requests_success', row)];
  return Number.isNaN(measured) || answered === measured
    ? found
    : `the file keeps ${answered} answered requests, but ${measured} were measured`;
}

/** What a file keeps, by the points of the file: `rows` are all of them in the order of the catalog. */
export function assignRequests(
  data: Data,
  groups: readonly Requests[],
  rows: readonly number[]
): ReadonlyMap<number, Assigned> {
  if (groups.every(({ failed }) => failed.length === 0)) {
    return new Map(rows.map((row): [number, Assigned] => [row, null]));
  }
  const find = finder(data, groups, rows);
  return new Map(rows.map((row): [number, Assigned] => [row, checked(data, find(row), row)]));
}
