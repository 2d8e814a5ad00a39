import { metricTitle } from '../../../model/metric-id';
import { metricOf } from '../../names';
import { ladder, valuesOf, type Rule, type Rung } from '../rule';

/** No request is answered in no time, so no statistic of these may be 0. */
const NEVER_ZERO: readonly string[] = ['ttft', 'e2e'];

/** Tokens of one chunk share a moment, so that only the upper end of these is never 0. */
const ZERO_BELOW: readonly string[] = ['tpot', 'itl', 'ntpot'];

const UPPER = 90;

export const zero: Rule = {
  id: 'percentile-zero',
  severity: 'warning',
  title: 'A latency of 0',
  advice: 'A 0 stands for what was not measured: do not rank by it, and leave the key out when the file is written',
  bases: [...NEVER_ZERO, ...ZERO_BELOW],
  open(data) {
    const rungs = [
      ...NEVER_ZERO.reduce<Rung[]>(
        (all, base) =>
          all.concat({ metric: metricOf(`${base}_mean`), share: NaN, values: valuesOf(data, `${base}_mean`) }),
        []
      ),
      ...NEVER_ZERO.reduce<Rung[]>((all, base) => all.concat(ladder(data, base)), []),
      ...ZERO_BELOW.reduce<Rung[]>((all, base) => {
        const mean = valuesOf(data, `${base}_mean`);
        // Where each request has one output token there is no gap between tokens, and all is 0.
        const values = (rung: Rung): Float64Array => rung.values.map((value, row) => (mean[row] > 0 ? value : NaN));
        return all.concat(
          ladder(data, base)
            .filter(({ share }) => share >= UPPER)
            .map((rung) => ({ ...rung, values: values(rung) }))
        );
      }, []),
    ];
    return {
      suspicious: (row) => rungs.some(({ values }) => values[row] === 0),
      say: (row) =>
        `${rungs
          .filter(({ values }) => values[row] === 0)
          .map(({ metric }) => metricTitle(metric))
          .join(', ')} of exactly 0`,
    };
  },
};
