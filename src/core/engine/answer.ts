import { rowsOf, toJson, withNotices, type Frame, type FrameJson, type Notice } from '../frames/frame';
import { withLinks } from '../frames/links';
import { unify, unopened, type Catalog, type TableName } from '../model/catalog';
import { textAt } from '../model/table';
import type { Context, Task } from '../model/request';
import { openData, type Data } from '../query/data';
import { parseQuery } from '../query/index';
import { openTables } from './tables';

/** Files named in one notice; the rest is counted. */
const NAMED_FILES = 3;

/** What could not be read is said with every answer. */
function catalogNotices(catalog: Catalog, data: Data, now: number): Notice[] {
  const issues = data.table('issues');
  const [severities, paths, rules] = ['severity', 'path', 'rule'].map((name) => issues.column(name));
  const failed: string[] = [];
  for (let row = 0; severities !== undefined && row < issues.rows; row++) {
    const path = paths === undefined ? null : textAt(paths, row);
    if (textAt(severities, row) === 'error') {
      failed.push(`${path ?? 'the listing'} (${(rules === undefined ? null : textAt(rules, row)) ?? 'error'})`);
    }
  }
  const notices: Notice[] = [];
  if (failed.length > 0) {
    const named = failed.slice(0, NAMED_FILES).join(', ');
    const more = failed.length > NAMED_FILES ? ` and ${failed.length - NAMED_FILES} more` : '';
    notices.push({ severity: 'warning', text: `Not read: ${named}${more}. The quality query lists the reasons.` });
  }
  if (!catalog.state.complete) {
    const { objectsRead, objectsListed } = catalog.state;
    const age = Math.max(0, Math.round((now - catalog.scannedAt) / 1000));
    notices.push({
      severity: 'info',
      text: `The store is still being read: ${objectsRead} of ${objectsListed} objects, as of ${age} s ago.`,
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
  const prepared = parseQuery(query);
  const names: TableName[] = ['points', 'issues', ...prepared.tables];
  const missing = unopened(catalog, names);
  if (missing.length > 0) {
    const opening = openTables(missing);
    let step = opening.next();
    while (step.done !== true) {
      step = opening.next(
        yield { requests: step.value.requests, progress: { step: 'opening', done: 0, total: missing.length } }
      );
    }
    missing.forEach(({ name }) => data.forget(name));
  }
  const frames = prepared.run(data, context);
  const notices = catalogNotices(catalog, data, context.now);
  const executed = JSON.stringify(prepared.query);
  return frames.map((frame, index) => {
    const linked = context.links === undefined ? frame : withLinks(frame, context.links);
    const described = describe(linked, executed, catalog, data);
    return toJson(index === 0 ? withNotices(described, notices) : described);
  });
}

/** Rows of the points of a catalog whose tables are open. */
export function pointCount(catalog: Catalog): number {
  return unify(catalog, 'points').rows;
}
