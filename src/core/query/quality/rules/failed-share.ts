import { figure, percent, valuesOf, type Rule } from '../rule';

/** Failed requests / requests sent above which the latencies of the others tell half the story. */
const LARGEST = 0.01;

export const failedShare: Rule = {
  id: 'failed-share',
  severity: 'warning',
  title: 'Failed requests',
  advice:
    'Latencies are those of the successful requests alone, so an overloaded run can look fast: read them with the error rate',
  bases: ['requests_failed', 'requests_total'],
  open(data) {
    const [failed, total, share] = ['requests_failed', 'requests_total', 'error_rate'].map((id) => valuesOf(data, id));
    return {
      suspicious: (row) => share[row] > LARGEST,
      say: (row) => `${percent(share[row])} failed (${figure(failed[row])} of ${figure(total[row])} requests)`,
    };
  },
};
