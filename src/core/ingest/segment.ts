import { dimensionKind } from '../model/dimensions';
import { DIRECTORY, type Segment, type TableName } from '../model/catalog';
import type { Issue } from '../model/record';
import type { Table } from '../model/table';
import type { AssembledPoint } from './assemble';
import { growingTable, type Cell, type GrowingTable } from './growing-table';

/** What became of one object of the store. */
export interface ObjectRecord {
  readonly path: string;
  readonly dir: string;
  readonly etag: string | null;
  readonly size: number | null;
  readonly modified: number | null;
  readonly format: string | null;
  readonly formatVersion: string | null;
  readonly points: number;
  readonly status: 'read' | 'context' | 'left-aside' | 'failed';
  /** Why it was left aside or failed. */
  readonly reason: string | null;
}

/** Everything that a scan found in one directory: the unit of replacement. */
export interface DirectoryContent {
  readonly dir: string;
  readonly objects: readonly ObjectRecord[];
  readonly points: readonly AssembledPoint[];
  readonly issues: readonly Issue[];
}

/** A segment that grows by directories. Nothing of a directory is held but its cells: what was read of it may go. */
export interface SegmentBuilder {
  add(content: DirectoryContent): void;
  /** `id` names the segment. */
  build(id: string): Segment;
}

type RowTable = 'points' | 'objects' | 'components' | 'settings' | 'issues';

const NUMBERS: Readonly<Record<Exclude<RowTable, 'points'>, readonly string[]>> = {
  objects: ['size', 'modified', 'points'],
  components: ['replicas', 'accelerators_per_replica', 'tp', 'pp', 'dp', 'ep'],
  settings: [],
  issues: [],
};

function kindIn(table: RowTable): (name: string) => 'text' | 'number' {
  return table === 'points'
    ? (name) => (dimensionKind(name) === 'string' ? 'text' : 'number')
    : (name) => (NUMBERS[table].includes(name) ? 'number' : 'text');
}

/** Adds whole rows, each out of parts that share no name. */
function rowsOf(table: RowTable): {
  add(...parts: ReadonlyArray<{ readonly [name: string]: Cell }>): void;
  build(): Table;
} {
  const grown = growingTable(kindIn(table));
  let rows = 0;
  return {
    add(...parts) {
      parts.forEach((part) => grown.set(rows, part));
      rows++;
    },
    build: () => grown.build(rows),
  };
}

/** Statistics of each metric, rows as in `points`; a plain value, which has no name, stands under `value`. */
function metricTables(): {
  add(row: number, metrics: AssembledPoint['metrics']): void;
  build(rows: number, tables: Map<TableName, Table>): void;
} {
  const byBase = new Map<string, GrowingTable>();
  return {
    add(row, metrics) {
      for (const base in metrics) {
        let table = byBase.get(base);
        if (table === undefined) {
          table = growingTable(() => 'number');
          byBase.set(base, table);
        }
        table.set(row, metrics[base]);
      }
    },
    build(rows, tables) {
      byBase.forEach((grown, base) => {
        const { columns } = grown.build(rows);
        const named = Array.from(columns, ([stat, column]) => [stat === '' ? 'value' : stat, column] as const);
        tables.set(`metrics/${base}`, { rows, columns: new Map(named) });
      });
    },
  };
}

/** Tells what of a run was not there yet: points of one run repeat what hangs on it. */
function newInRun<T>(textOf: (part: T) => string): (runKey: string, part: T) => boolean {
  const byRun = new Map<string, Set<unknown>>();
  return (runKey, part) => {
    const seen = byRun.get(runKey) ?? new Set<unknown>();
    byRun.set(runKey, seen);
    const add = (key: unknown): boolean => seen.size < seen.add(key).size;
    // They mostly share the very objects, which are told apart sooner than their texts.
    return add(part) && add(textOf(part));
  };
}

/** Makes a segment out of the contents of directories. */
export function segmentBuilder(): SegmentBuilder {
  const points = rowsOf('points');
  const metrics = metricTables();
  const [components, settings, objects, issues] = (['components', 'settings', 'objects', 'issues'] as const).map(
    rowsOf
  );
  let row = 0;
  const addPoint = (dir: string, point: AssembledPoint): void => {
    points.add(point.dimensions, { [DIRECTORY]: dir, run_key: point.runKey });
    metrics.add(row, point.metrics);
    row++;
  };
  return {
    add({ dir, objects: read, points: found, issues: said }) {
      const isNewComponent = newInRun<AssembledPoint['components'][number]>(JSON.stringify);
      const isNewSetting = newInRun<AssembledPoint['settings'][number]>(({ component, key, value }) =>
        [component, key, value].join('\u0000')
      );
      said.forEach((issue) => issues.add({ ...issue }, { dir }));
      found.forEach((point) => {
        const { runKey, dimensions } = point;
        const place = { [DIRECTORY]: dir, run_key: runKey, run: dimensions.run };
        addPoint(dir, point);
        point.components
          .filter((part) => isNewComponent(runKey, part))
          .forEach(({ acceleratorsPerReplica, ...rest }) =>
            components.add(rest, { accelerators_per_replica: acceleratorsPerReplica }, place)
          );
        point.settings
          .filter((setting) => isNewSetting(runKey, setting))
          .forEach((setting) => settings.add({ ...setting }, place));
        point.issues.forEach((issue) => issues.add({ ...issue }, { dir }));
      });
      read.forEach(({ formatVersion, ...rest }) => objects.add(rest, { format_version: formatVersion }));
    },
    build(id) {
      const tables = new Map<TableName, Table>([['points', points.build()]]);
      metrics.build(row, tables);
      tables.set('components', components.build());
      tables.set('settings', settings.build());
      tables.set('objects', objects.build());
      tables.set('issues', issues.build());
      return { id, tables, remote: new Map() };
    },
  };
}

/** The contents of directories as one segment. */
export function buildSegment(id: string, contents: readonly DirectoryContent[]): Segment {
  const builder = segmentBuilder();
  contents.forEach((content) => builder.add(content));
  return builder.build(id);
}
