import { metricTitle, type Metric } from '../../../model/metric-id';
import { metricOf } from '../../names';
import { ladder, valuesOf, type Rule } from '../rule';

/** No request is answered in no time, so no statistic of these may be 0. */
const NEVER_ZERO: readonly string[] = ['ttft', 'e2e'];

/** Tokens of one chunk share a moment, so that only the upper end of these is never 0. */
const ZERO_BELOW: readonly string[] = ['tpot', 'itl', 'ntpot'];

const UPPER = 90;

interface Figure {
  readonly metric: Metric;
  readonly values: Float64Array;
  /** Where this is not above 0 each request has one output token: there is no gap between tokens, and all is 0. */
  readonly mean: Float64Array | null;
}

function isZero({ values, mean }: Figure, row: number): boolean {
  return values[row] === 0 && (mean === null || mean[row] > 0);
}

export const zero: Rule = {
  id: 'percentile-zero',
  severity: 'warning',
  title: 'A latency of 0',
  advice: 'A 0 stands for what was not measured: do not rank by it, and leave the key out when the file is written',
  bases: [...NEVER_ZERO, ...ZERO_BELOW],
  open(data) {
    const meanOf = (base: string): Float64Array => valuesOf(data, `${base}_mean`);
    const never = NEVER_ZERO.reduce<Figure[]>(
      (all, base) => all.concat({ metric: metricOf(`${base}_mean`), values: meanOf(base), mean: null }),
      []
    );
    const figures = [
      ...never,
      ...NEVER_ZERO.reduce<Figure[]>(
        (all, base) => all.concat(ladder(data, base).map(({ metric, values }) => ({ metric, values, mean: null }))),
        []
      ),
      ...ZERO_BELOW.reduce<Figure[]>((all, base) => {
        const upper = ladder(data, base).filter(({ share }) => share >= UPPER);
        return all.concat(upper.map(({ metric, values }) => ({ metric, values, mean: meanOf(base) })));
      }, []),
    ];
    return {
      suspicious(row) {
        for (let index = 0; index < figures.length; index++) {
          if (isZero(figures[index], row)) {
            return true;
          }
        }
        return false;
      },
      say: (row) =>
        `${figures
          .filter((figure) => isZero(figure, row))
          .map(({ metric }) => metricTitle(metric))
          .join(', ')} of exactly 0`,
    };
  },
};
