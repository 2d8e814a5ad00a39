import { numberAt } from '../../../model/table';
import { groupRange, groupRows } from '../../group';
import { COUNTS, figure, successes, valuesOf, type Rule } from '../rule';

/** Least share of the offered rate that a system which keeps up serves. */
const LEAST = 0.95;

/** Requests below which one more or less is the difference. */
const FEWEST = 1 / (1 - LEAST);

export const saturation: Rule = {
  id: 'saturation',
  severity: 'info',
  title: 'Saturated',
  advice:
    'Latencies of such a point grow with the length of the run: use it as the end of the curve, not as a point on it',
  bases: ['offered_rate', 'achieved_rate', 'request_throughput', 'e2e', ...COUNTS],
  open(data, rows) {
    const [offeredRate, sent, completed, median, mean, total, errors] = [
      'offered_rate',
      'achieved_rate',
      'request_throughput',
      'e2e_p50',
      'e2e_mean',
      'requests_total',
      'error_rate',
    ].map((id) => valuesOf(data, id));
    const rate = data.dimension('request_rate');
    const succeeded = successes(data);
    const offered = (row: number): number => (Number.isNaN(offeredRate[row]) ? numberAt(rate, row) : offeredRate[row]);
    const count = (row: number): number => (Number.isNaN(total[row]) ? succeeded(row) : total[row]);
    // Random arrivals miss their rate by one over the root of their number; one standard deviation is no lack.
    const chance = (row: number): number => (count(row) > 0 ? 1 / Math.sqrt(count(row)) : 0);
    // Latency without a queue: the lowest that the configuration shows at any load.
    const latency = median.map((value, row) => (Number.isNaN(value) ? mean[row] : value));
    const cells = groupRows([data.dimension('config'), data.dimension('workload')], rows);
    const { low } = groupRange(cells, rows, latency);
    const unloaded = new Float64Array(data.rows).fill(NaN);
    rows.forEach((row, index) => (unloaded[row] = low[cells.groupOf[index]]));
    /** The rate that so many requests can be answered at most: the window ends with the last answer, not with the last request. */
    const reachable = (row: number): number => {
      const asked = Number.isNaN(sent[row]) ? offered(row) * (1 - chance(row)) : Math.min(sent[row], offered(row));
      return count(row) > 0 && unloaded[row] > 0 ? count(row) / (count(row) / asked + unloaded[row]) : asked;
    };
    // Failed requests were answered too; they have a rule of their own.
    const answered = (row: number): number =>
      errors[row] > 0 && errors[row] < 1 ? completed[row] / (1 - errors[row]) : completed[row];
    const isServer = (row: number): boolean => answered(row) < LEAST * reachable(row);
    return {
      suspicious: (row) =>
        !(count(row) < FEWEST) && (isServer(row) || sent[row] < LEAST * offered(row) * (1 - chance(row))),
      say: (row) =>
        isServer(row)
          ? `${figure(answered(row))} of ${figure(offered(row))} requests/s answered`
          : `${figure(sent[row])} of ${figure(offered(row))} requests/s sent: the load generator did not keep up`,
    };
  },
};
