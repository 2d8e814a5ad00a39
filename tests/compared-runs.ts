import type { FrameJson } from '../src/core/frames/frame';
import type { Dimensions, Fragment, Metrics } from '../src/core/model/record';
import { ask } from './fake-store';
import { catalogOfPoints, points } from './points';

/** Runs that a test of comparisons writes down, and the rows of the answers. */

export const DAY = 86400000;

export const SETUP: Dimensions = {
  model: 'org/m',
  precision: 'fp8',
  hardware: 'H100',
  replicas: 2,
  tp: 4,
  tool: 't',
  isl: 1000,
  osl: 100,
  concurrency: 16,
};

interface Given {
  readonly values: readonly number[];
  readonly dimensions?: Dimensions;
  readonly metric?: string;
  readonly metrics?: Metrics;
  /** Day of the first run; the others follow minutes later. */
  readonly day?: number;
}

let serial = 0;

/** A run for every value. */
export function runs({
  values,
  dimensions = {},
  metric = 'tpot',
  metrics = {},
  day = 0,
}: Given): Array<Partial<Fragment>> {
  return values.map((value, index): Partial<Fragment> => ({
    runKey: `r${serial++}`,
    dimensions: { ...SETUP, started_at: day * DAY + index * 60000, ...dimensions },
    metrics: { [metric]: { [metric === 'tpot' ? 'mean' : '']: value }, ...metrics },
  }));
}

export const of = (key: string, value: string) => ({ filters: [{ key, operator: '=', value }] });

interface Row {
  readonly [field: string]: unknown;
}

export function rowsOf(frame: FrameJson): Row[] {
  const names = frame.schema.fields.map(({ name }) => name);
  return (frame.data.values[0] ?? []).map((_, row) =>
    Object.fromEntries(names.map((name, index) => [name, frame.data.values[index][row]]))
  );
}

export function frameOf(given: ReadonlyArray<Partial<Fragment>>, query: object = {}): FrameJson {
  return ask(catalogOfPoints(points(given)), { kind: 'compare', metrics: ['tpot_mean'], ...query })[0];
}

export const compared = (given: ReadonlyArray<Partial<Fragment>>, query: object = {}): Row[] =>
  rowsOf(frameOf(given, query));

export const VERSIONS = { baseline: of('engine_version', '1'), candidate: of('engine_version', '2') };
export const version = (engine_version: string): Dimensions => ({ engine_version });
