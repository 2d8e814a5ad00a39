import { rowsOf, toJson, withNotices, type Frame, type FrameJson, type Notice } from '../frames/frame';
import { withLinks } from '../frames/links';
import { unify, unopened, type Catalog, type TableName } from '../model/catalog';
import { textAt, type Column } from '../model/table';
import type { Context, Task } from '../model/request';
import type { RequestsByRow } from '../model/requests';
import { openData, type Data } from '../query/data';
import { parseQuery, type PreparedQuery } from '../query/index';
import { findRuns, RUN_FACT_TABLES } from '../query/run-facts';
import { readRequests } from './read-requests';
import { withProgress } from './steps';
import { openTables } from './tables';

/** Issues that are said with every answer, of each severity; the rest is counted. */
const SAID = 3;

const SPOKEN = [
  { of: 'error', severity: 'warning', words: 'Not read: ' },
  { of: 'warning', severity: 'info', words: '' },
] as const;

/** What could not be read, or is doubtful, is said with every answer: the object and the reason. */
function issueNotices(data: Data): Notice[] {
  const issues = data.table('issues');
  const [severities, paths, messages] = ['severity', 'path', 'message'].map((name) => issues.column(name));
  const text = (column: Column | undefined, row: number): string =>
    column === undefined ? '' : (textAt(column, row) ?? '');
  const notices: Notice[] = [];
  let more = 0;
  SPOKEN.forEach(({ of, severity, words }) => {
    let said = 0;
    for (let row = 0; row < issues.rows; row++) {
      if (text(severities, row) === of) {
        const [path, message] = [text(paths, row), text(messages, row)];
        if (said < SAID) {
          notices.push({
            severity,
            text: `${words}${path === '' || message.includes(path) ? '' : `${path}: `}${message}`,
          });
        }
        more += said < SAID ? 0 : 1;
        said++;
      }
    }
  });
  if (more > 0) {
    notices.push({
      severity: 'info',
      text: `${more} more ${more === 1 ? 'problem' : 'problems'}: the quality query lists them with their reasons.`,
    });
  }
  return notices;
}

function catalogNotices(catalog: Catalog, data: Data, now: number): Notice[] {
  const notices = issueNotices(data);
  if (catalog.state.error !== null) {
    notices.push({
      severity: 'warning',
      text: `The store could not be refreshed (${catalog.state.error}); shown is what was read before.`,
    });
  }
  if (!catalog.state.complete) {
    const { objectsRead, objectsListed } = catalog.state;
    const age = Math.max(0, Math.round((now - catalog.scannedAt) / 1000));
    notices.push({
      severity: 'info',
      text:
        objectsRead < objectsListed
          ? `The store is still being read: ${objectsRead} of ${objectsListed} objects, as of ${age} s ago.`
          : `The store is still being listed: shown is what was read ${age} s ago.`,
    });
  }
  return notices;
}

function describe(frame: Frame, executed: string, catalog: Catalog, data: Data): Frame {
  return {
    ...frame,
    meta: {
      ...frame.meta,
      executedQueryString: executed,
      stats: [
        { displayName: 'Objects in the store', value: catalog.state.objectsListed },
        { displayName: 'Points in the catalog', value: data.rows },
        { displayName: 'Rows', value: rowsOf(frame) },
      ],
      custom: { ...frame.meta.custom, catalog: catalog.id, scannedAt: catalog.scannedAt },
    },
  };
}

/** Reads the single requests that an answer needs. */
function requestsFor(prepared: PreparedQuery, data: Data, context: Context): Task<RequestsByRow> {
  const rows = prepared.requestRows(data, context);
  return withProgress(readRequests(data, rows, context), { step: 'answering', done: 0, total: rows.length });
}

/**
 * Answers a query from a catalog, opening tables that still lie in the store. `data` is the opened catalog, which a host
 * keeps with it; left out it is opened here. Throws QueryError for a query that cannot be answered as it stands.
 */
export function* answer(
  query: unknown,
  catalog: Catalog,
  context: Context,
  data: Data = openData(catalog)
): Task<FrameJson[]> {
  const frames = yield* answerFrames(query, catalog, context, data);
  return frames.map((frame) => toJson(frame));
}

/** As `answer`, the values still in columns. */
export function* answerFrames(query: unknown, catalog: Catalog, context: Context, data: Data): Task<Frame[]> {
  const prepared = parseQuery(query);
  const links = context.links;
  const names: TableName[] = [
    'points',
    'issues',
    ...prepared.tables,
    ...(Object.keys(links?.signals ?? {}).length > 0 ? RUN_FACT_TABLES : []),
  ];
  const missing = unopened(catalog, names);
  if (missing.length > 0) {
    const opening = openTables(missing, context.limits);
    yield* withProgress(opening, { step: 'opening', done: 0, total: missing.length });
    missing.forEach(({ name }) => data.forget(name));
  }
  const frames = prepared.run(data, context, yield* requestsFor(prepared, data, context));
  const find = findRuns(data);
  const notices = catalogNotices(catalog, data, context.now);
  const executed = JSON.stringify(prepared.query);
  return frames.map((frame, index) => {
    const linked = links === undefined ? frame : withLinks(frame, links, find);
    const described = describe(linked, executed, catalog, data);
    return index === 0 ? withNotices(described, notices) : described;
  });
}

/** Rows of the points of a catalog whose tables are open. */
export function pointCount(catalog: Catalog): number {
  return unify(catalog, 'points').rows;
}
