import { metricConfig, numberField, textField } from '../../frames/field';
import type { Field, Frame, Notice } from '../../frames/frame';
import { metricOf } from '../names';
import { info } from '../common';
import { loadNotices, loadOf } from './at-load';
import { budgetFields } from './budget-fields';
import type { Budget, Sides } from './sides';

const TRANSFER = 'kv_transfer_time_mean';
const TTFT = 'ttft_mean';

const SHOWN = [
  'prefix_cache_hit_rate_mean',
  'prefill_prefix_cache_hit_rate_mean',
  'decode_prefix_cache_hit_rate_mean',
  'external_prefix_cache_hit_rate_mean',
  'prefill_kv_cache_usage_mean',
  'decode_kv_cache_usage_mean',
  'prefill_gpu_utilization_mean',
  'decode_gpu_utilization_mean',
  'prefill_requests_waiting_mean',
  'decode_requests_waiting_mean',
];

export const SERVER_METRICS: readonly string[] = [TRANSFER, 'kv_transfer_bandwidth', TTFT, ...SHOWN];

/**
 * What the engines said of themselves at one load, a row a configuration: transfer of KV caches and its share of TTFT (mean
 * transfer time / mean TTFT), reuse of the prefix cache, use and queue of each role. Empty where the files do not say it.
 */
export function rolesFrame(sides: Sides, load: number | undefined): Frame {
  const loads = sides.mean('load');
  const chosen = sides.budgets.map((budget) => loadOf(budget, loads, load));
  const rows = sides.budgets.reduce<Array<{ budget: Budget; cell: number; mode: string }>>((all, budget, index) => {
    (['aggregated', 'disaggregated'] as const).forEach((mode) =>
      budget[mode].filter((cell) => loads[cell] === chosen[index]).forEach((cell) => all.push({ budget, cell, mode }))
    );
    return all;
  }, []);
  const valuesOf = (id: string): Float64Array => {
    const means = sides.mean(id);
    return Float64Array.from(rows, ({ cell }) => means[cell]);
  };
  const field = (id: string): Field => ({
    name: id,
    type: 'number',
    values: valuesOf(id),
    config: metricConfig(metricOf(id)),
  });
  const [transfer, ttft] = [valuesOf(TRANSFER), valuesOf(TTFT)];
  const silent =
    rows.length > 0 && [TRANSFER, ...SHOWN].every((id) => valuesOf(id).every((value) => Number.isNaN(value)));
  const notices: Notice[] = silent
    ? [info('The files say nothing of the engines: no KV transfer, cache or queue.')]
    : [];
  return {
    name: 'roles',
    meta: { type: 'table', notices: [...loadNotices(sides, chosen), ...notices] },
    fields: [
      ...budgetFields(sides, rows),
      textField(
        'config',
        rows.map(({ cell }) => sides.configName(cell))
      ),
      textField(
        'serving_mode',
        rows.map(({ mode }) => mode)
      ),
      numberField(
        'load',
        rows.map(({ cell }) => loads[cell]),
        { displayNameFromDS: 'Load' }
      ),
      field(TRANSFER),
      numberField(
        'kv_transfer_share',
        transfer.map((seconds, row) => seconds / ttft[row]),
        {
          displayNameFromDS: 'KV transfer of TTFT',
          description: 'Mean KV transfer time / mean TTFT.',
          unit: 'percentunit',
          min: 0,
        }
      ),
      field('kv_transfer_bandwidth'),
      ...SHOWN.map(field),
    ],
  };
}
