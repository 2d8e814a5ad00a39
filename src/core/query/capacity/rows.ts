import type { Capacity } from '../../analysis/capacity';
import { interpolateAt } from '../../analysis/interpolate';
import type { Slo } from '../slo';
import type { capacityCurves, Curve } from './curves';
import type { CapacityQuery } from './query';

/** One configuration's answer. NaN and null: not said, or not asked for. */
export interface Row {
  readonly curve: Curve;
  readonly maxLoad: number;
  readonly perGpu: number;
  readonly binding: string | null;
  readonly value: number;
  readonly gpusNeeded: number;
  readonly reason: string;
}

function reasonOf(capacity: Capacity | null, slo: Slo): string {
  switch (capacity?.kind) {
    case undefined:
      return 'no point says its load';
    case 'within':
      return '';
    case 'all':
      return `at least ${capacity.load}: every measured load meets the SLO`;
    case 'none':
      return `${capacity.binding} is ${Number(capacity.value.toPrecision(4))} at load ${capacity.load} already, against ${slo[capacity.binding]}`;
    case 'unmeasured':
      return `${capacity.metric} was not measured`;
  }
}

/** GPUs for a demand: whole copies of the configuration, each loaded up to its capacity less the headroom. */
function gpusNeeded(query: CapacityQuery, maxLoad: number, gpus: number): number {
  return query.demand === undefined || !(maxLoad > 0)
    ? NaN
    : Math.ceil(query.demand / (maxLoad * (1 - query.headroom))) * gpus;
}

/** One row a configuration, the one that carries the most per GPU first. */
export function capacityRows(query: CapacityQuery, slo: Slo, found: ReturnType<typeof capacityCurves>): Row[] {
  const { at } = query;
  const plane = at === undefined ? null : { x: found.mean(query.x), y: found.mean(query.y), at };
  const rows = found.families.map(([curve]): Row => {
    const { capacity, cells, gpus } = curve;
    const maxLoad = capacity?.kind === 'within' ? capacity.load : NaN;
    const pick = (values: Float64Array): number[] => cells.map((cell) => values[cell]);
    return {
      curve,
      maxLoad,
      perGpu: maxLoad / gpus,
      binding: capacity !== null && 'binding' in capacity ? capacity.binding : null,
      value: (plane === null ? null : interpolateAt(pick(plane.x), pick(plane.y), plane.at))?.value ?? NaN,
      gpusNeeded: gpusNeeded(query, maxLoad, gpus),
      reason: reasonOf(capacity, slo),
    };
  });
  return rows.sort(byCapacity);
}

const byCapacity = (a: Row, b: Row): number =>
  Number(Number.isNaN(a.maxLoad)) - Number(Number.isNaN(b.maxLoad)) || b.perGpu - a.perGpu || b.maxLoad - a.maxLoad;
