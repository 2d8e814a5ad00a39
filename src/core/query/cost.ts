import { ANY_ACCELERATOR, priceList, type Prices } from '../model/prices';
import { metricId, parseMetric, type Metric } from '../model/metric-id';
import { COST_RATE } from '../model/metrics';
import { numberAt, textAt } from '../model/table';
import type { Notice } from '../frames/frame';
import { counted, info, warning } from './common';
import type { Data } from './data';

const SECONDS_PER_HOUR = 3600;
const MILLION = 1e6;

/** The points of a catalog with prices of their accelerators, so that cost is a metric like any other. */
export interface PricedData extends Data {
  /** What keeps the cost of the given rows unknown; nothing where no cost was asked for. */
  costNotices(rows: Int32Array): Notice[];
}

/** Dollars an hour of the accelerators of each point, prefill and decode at their own prices. NaN where anything is unknown. */
function dollarsPerHour(data: Data, prices: Prices): Float64Array {
  const priceOf = priceList(prices);
  const column = (id: string) => data.dimension(id);
  const [mode, hardware] = [column('serving_mode'), column('hardware')];
  const [prefillHardware, decodeHardware] = [column('prefill_hardware'), column('decode_hardware')];
  const [gpus, prefillGpus, decodeGpus] = ['gpus', 'prefill_gpus', 'decode_gpus'].map(column);
  const dollars = new Float64Array(data.rows);
  for (let row = 0; row < data.rows; row++) {
    const accelerator = textAt(hardware, row);
    if (textAt(mode, row) !== 'disaggregated') {
      dollars[row] = numberAt(gpus, row) * priceOf(accelerator, null);
      continue;
    }
    const prefill = priceOf(textAt(prefillHardware, row) ?? accelerator, 'prefill');
    const decode = priceOf(textAt(decodeHardware, row) ?? accelerator, 'decode');
    dollars[row] =
      prefill === decode
        ? numberAt(gpus, row) * prefill
        : numberAt(prefillGpus, row) * prefill + numberAt(decodeGpus, row) * decode;
  }
  return dollars;
}

/** Accelerators of the given rows that have no price, sorted. */
function unpriced(data: Data, rows: Int32Array, prices: Prices): string[] {
  const priceOf = priceList(prices);
  const names = new Set<string>();
  ['hardware', 'prefill_hardware', 'decode_hardware'].forEach((id) => {
    const column = data.dimension(id);
    if (column.kind === 'text') {
      const found = new Set<number>();
      rows.forEach((row) => found.add(column.codes[row]));
      found.forEach((code) => code >= 0 && names.add(column.values[code]));
    }
  });
  return Array.from(names)
    .filter((name) => Number.isNaN(priceOf(name, null)))
    .sort();
}

/**
 * Data whose cost metrics are dollars a million tokens: dollars an hour of the point's accelerators / (tokens/s x 3600) x
 * 1,000,000 (field convention). NaN where a price, the number of accelerators or the throughput is unknown.
 */
export function withPrices(data: Data, prices: Prices): PricedData {
  const kept = new Map<string, Float64Array>();
  const cost = (metric: Metric, rate: string): Float64Array => {
    const dollars = dollarsPerHour(data, prices);
    const tokens = data.metric(parseMetric(metricId(rate, '')) as Metric);
    return dollars.map((value, row) => (tokens[row] > 0 ? (value / (tokens[row] * SECONDS_PER_HOUR)) * MILLION : NaN));
  };
  return {
    catalog: data.catalog,
    get rows() {
      return data.rows;
    },
    get dimensionIds() {
      return data.dimensionIds;
    },
    allRows: () => data.allRows(),
    dimension: (id) => data.dimension(id),
    stats: (base) => data.stats(base),
    table: (name) => data.table(name),
    forget: (name) => data.forget(name),
    requests: data.requests,
    metric(metric) {
      const rate = COST_RATE.get(metric.base.id);
      if (rate === undefined) {
        return data.metric(metric);
      }
      const values = kept.get(metric.id) ?? cost(metric, rate);
      kept.set(metric.id, values);
      return values;
    },
    costNotices(rows) {
      if (kept.size === 0) {
        return [];
      }
      const names = unpriced(data, rows, prices);
      const gpus = data.dimension('gpus');
      const uncounted = rows.reduce((count, row) => count + (Number.isNaN(numberAt(gpus, row)) ? 1 : 0), 0);
      return [
        ...(names.length === 0
          ? []
          : [
              warning(
                `No price of a GPU-hour for ${names.join(', ')}: set it in the settings of the data source, or in the query as prices, for example {"${names[0]}": 2.5} or {"${ANY_ACCELERATOR}": 2.5}.`
              ),
            ]),
        ...(uncounted === 0
          ? []
          : [info(`${counted(uncounted, 'point')} without cost: their files do not say how many GPUs they used.`)]),
      ];
    },
  };
}
