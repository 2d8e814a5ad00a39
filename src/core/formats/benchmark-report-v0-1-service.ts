import type { Issue, Metrics } from '../model/record';
import type { Unit } from '../model/units';
import { Checked } from './checked';
import { at, list } from './fields';
import { declaredStatistics } from './statistics';

type Mapping = readonly [base: string, unit: Unit, path: readonly string[]];

const SERVICE: readonly Mapping[] = [
  ['batch_size', 'count', ['batch_size']],
  ['requests_waiting', 'count', ['queue_size']],
];

const ACCELERATOR: readonly Mapping[] = [
  ['gpu_memory_usage', 'bytes', ['memory', 'consumption']],
  ['gpu_utilization', 'fraction', ['compute', 'utilization']],
  ['power', 'watts', ['power']],
];

/**
 * Metrics of the service and of its accelerators. Accelerators are listed one an instance, without weights, so where there
 * are several their figures cannot be put together: they are left out and said.
 */
export function serviceMetrics(
  metrics: unknown,
  path: string
): { readonly metrics: Metrics; readonly issues: readonly Issue[] } {
  const accelerators = list(at(metrics, 'resources', 'accelerator'));
  const found: { [base: string]: { readonly [stat: string]: number } } = {};
  const { report, issues } = new Checked(metrics, path);
  const take = (root: unknown, where: string, mappings: readonly Mapping[]): void =>
    mappings.forEach(([base, unit, keys]) => {
      const statistics = declaredStatistics(at(root, ...keys), unit, [where, ...keys].join('.'), report);
      if (statistics !== null) {
        found[base] = statistics;
      }
    });
  take(at(metrics, 'service'), 'service', SERVICE);
  if (accelerators.length === 1) {
    take(accelerators[0], 'resources.accelerator', ACCELERATOR);
  } else if (accelerators.length > 1) {
    report(
      'info',
      'several-components',
      'resources are reported of several accelerators; left out of the point, since the report gives no weights.'
    );
  }
  return { metrics: found, issues };
}
