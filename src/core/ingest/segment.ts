import { dimensionKind } from '../model/dimensions';
import { DIRECTORY, type Segment, type TableName } from '../model/catalog';
import type { Component, Issue, Setting } from '../model/record';
import type { Table } from '../model/table';
import type { AssembledPoint } from './assemble';
import { GrowingTable, type Cells } from './growing-table';

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

/** Rows of one table, each out of parts that share no name. */
class Rows {
  private readonly grown: GrowingTable;
  private count = 0;

  constructor(table: RowTable) {
    this.grown = new GrowingTable(kindIn(table));
  }

  /** Returns the place of the row. */
  add(...parts: readonly Cells[]): number {
    for (const part of parts) {
      this.grown.set(this.count, part);
    }
    return this.count++;
  }

  build(): Table {
    return this.grown.build(this.count);
  }
}

/** Statistics of each metric, rows as in `points`; a plain value, which has no name, stands under `value`. */
class MetricTables {
  private readonly byBase = new Map<string, GrowingTable>();

  add(row: number, metrics: AssembledPoint['metrics']): void {
    for (const base in metrics) {
      this.table(base).set(row, metrics[base]);
    }
  }

  build(rows: number): Array<[TableName, Table]> {
    return Array.from(this.byBase, ([base, grown]): [TableName, Table] => {
      const { columns } = grown.build(rows);
      const named = Array.from(columns, ([stat, column]) => [stat === '' ? 'value' : stat, column] as const);
      return [`metrics/${base}`, { rows, columns: new Map(named) }];
    });
  }

  private table(base: string): GrowingTable {
    const known = this.byBase.get(base);
    if (known !== undefined) {
      return known;
    }
    const made = new GrowingTable(() => 'number');
    this.byBase.set(base, made);
    return made;
  }
}

function isAdded(seen: Set<unknown>, key: unknown): boolean {
  return seen.size < seen.add(key).size;
}

function settingText({ component, key, value }: Setting): string {
  return [component, key, value].join('\u0000');
}

/** What hangs on the runs of one directory: points of one run repeat it. */
class PartsOfRuns<T> {
  private readonly byRun = new Map<string, Set<unknown>>();

  constructor(private readonly textOf: (part: T) => string) {}

  /** Those of the parts that the run did not have yet. */
  added(runKey: string, parts: readonly T[]): readonly T[] {
    const seen = this.byRun.get(runKey) ?? new Set<unknown>();
    this.byRun.set(runKey, seen);
    const added: T[] = [];
    // They mostly share the very lists, which are told apart sooner than their texts.
    if (isAdded(seen, parts)) {
      for (const part of parts) {
        if (isAdded(seen, part) && isAdded(seen, this.textOf(part))) {
          added.push(part);
        }
      }
    }
    return added;
  }
}

/**
 * Makes a segment that grows by directories. Nothing of a directory is held but its cells: what was read of it may go. A
 * class, as are the tables in it: a scan makes new ones, and engines drop the compiled code of functions that nobody holds.
 */
export class SegmentBuilder {
  private readonly points = new Rows('points');
  private readonly metrics = new MetricTables();
  private readonly components = new Rows('components');
  private readonly settings = new Rows('settings');
  private readonly objects = new Rows('objects');
  private readonly issues = new Rows('issues');

  add({ dir, objects, points, issues }: DirectoryContent): void {
    const components = new PartsOfRuns<Component>(JSON.stringify);
    const settings = new PartsOfRuns<Setting>(settingText);
    this.addIssues(issues, dir);
    for (const point of points) {
      this.addPoint(
        dir,
        point,
        components.added(point.runKey, point.components),
        settings.added(point.runKey, point.settings)
      );
    }
    for (const { formatVersion, ...rest } of objects) {
      this.objects.add(rest, { format_version: formatVersion });
    }
  }

  /** `id` names the segment. */
  build(id: string): Segment {
    const points = this.points.build();
    const tables = new Map<TableName, Table>([
      ['points', points],
      ...this.metrics.build(points.rows),
      ['components', this.components.build()],
      ['settings', this.settings.build()],
      ['objects', this.objects.build()],
      ['issues', this.issues.build()],
    ]);
    return { id, tables, remote: new Map() };
  }

  private addPoint(
    dir: string,
    { runKey, dimensions, metrics, issues }: AssembledPoint,
    components: readonly Component[],
    settings: readonly Setting[]
  ): void {
    const row = this.points.add(dimensions, { [DIRECTORY]: dir, run_key: runKey });
    this.metrics.add(row, metrics);
    const place = { [DIRECTORY]: dir, run_key: runKey, run: dimensions.run };
    for (const { acceleratorsPerReplica, ...rest } of components) {
      this.components.add(rest, { accelerators_per_replica: acceleratorsPerReplica }, place);
    }
    for (const setting of settings) {
      this.settings.add({ ...setting }, place);
    }
    this.addIssues(issues, dir);
  }

  private addIssues(issues: readonly Issue[], dir: string): void {
    for (const issue of issues) {
      this.issues.add({ ...issue }, { dir });
    }
  }
}

/** The contents of directories as one segment. */
export function buildSegment(id: string, contents: readonly DirectoryContent[]): Segment {
  const builder = new SegmentBuilder();
  contents.forEach((content) => builder.add(content));
  return builder.build(id);
}
