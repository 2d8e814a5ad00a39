import type { Dimensions, Metrics } from '../model/record';
import { inUnit } from './aiperf-metrics';
import { at, fields, number, text } from './fields';
import { mean, metricSet, sum } from './metric-set';

/** The one value on which all agree, else null. */
function agreed(values: ReadonlyArray<string | null>): string | null {
  return values.length > 0 && values.every((value) => value === values[0]) ? values[0] : null;
}

/**
 * `telemetry_data` of an AIPerf export: the means of all watched accelerators, power as their sum. How many belong to the run
 * is not said, so they are not counted as its GPUs.
 */
export function telemetry(data: unknown): { metrics: Metrics; dimensions: Dimensions } {
  const endpoints = fields(at(data, 'endpoints')) ?? {};
  const gpus = Object.keys(endpoints).reduce<unknown[]>((all, url) => {
    const members = fields(at(endpoints[url], 'gpus')) ?? {};
    return all.concat(Object.keys(members).map((name) => members[name]));
  }, []);
  if (gpus.length === 0) {
    return { metrics: {}, dimensions: {} };
  }
  const average = (gpu: unknown, name: string, unit: 'watts' | 'fraction'): number | null =>
    inUnit(number(at(gpu, 'metrics', name, 'avg')), at(gpu, 'metrics', name, 'unit'), unit);
  const total = (name: string, unit: 'watts' | 'fraction'): number | null =>
    gpus.map((gpu) => average(gpu, name, unit)).reduce((a, b) => sum(a, b), 0);
  const utilization = total('gpu_utilization', 'fraction');
  return {
    metrics: metricSet(
      {
        power: mean(total('gpu_power_usage', 'watts')),
        gpu_utilization: mean(utilization === null ? null : utilization / gpus.length),
      },
      {}
    ),
    dimensions: { hardware: agreed(gpus.map((gpu) => text(at(gpu, 'gpu_name')))) },
  };
}
