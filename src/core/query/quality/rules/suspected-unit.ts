import { METRICS } from '../../../model/metrics';
import { numberAt } from '../../../model/table';
import { figure, successes, valuesOf, COUNTS, type Rule } from '../rule';

/** Seconds between which a mean TTFT or request latency lies; outside of them a unit is suspected. */
const [SHORTEST, LONGEST] = [1e-5, 3600];

/** Ratios that a mistaken unit leaves: milliseconds for seconds, minutes for seconds; wide enough for what else differs. */
const BETWEEN_UNITS: ReadonlyArray<readonly [low: number, high: number, words: string]> = [
  [300, 3300, 'about a thousand'],
  [50, 72, 'about sixty'],
];

const FRACTIONS = METRICS.filter(
  ({ unit, derived, id }) => unit === 'fraction' && derived !== true && id !== 'spec_decode_acceptance_rate'
);

/** `about a thousand`, either way; null for a ratio that no unit explains. */
export function unitRatio(ratio: number): string | null {
  const either = Math.max(ratio, 1 / ratio);
  return BETWEEN_UNITS.find(([low, high]) => either >= low && either <= high)?.[2] ?? null;
}

type Doubt = (row: number) => string | null;

export const suspectedUnit: Rule = {
  id: 'suspected-unit',
  severity: 'warning',
  title: 'Suspected unit mistake',
  advice: 'Nothing is corrected: check the unit at the source, and declare it where the format allows',
  bases: [
    'ttft',
    'e2e',
    'tpot',
    'output_tokens',
    'request_throughput',
    'duration',
    ...COUNTS,
    ...FRACTIONS.map(({ id }) => id),
  ],
  open(data) {
    const [ttft, tpot, e2e, outputs, rate, duration] = [
      'ttft_mean',
      'tpot_mean',
      'e2e_mean',
      'output_tokens_mean',
      'request_throughput',
      'duration',
    ].map((id) => valuesOf(data, id));
    const concurrency = data.dimension('concurrency');
    const succeeded = successes(data);
    const outside =
      (title: string, values: Float64Array): Doubt =>
      (row) =>
        values[row] > LONGEST || (values[row] > 0 && values[row] < SHORTEST)
          ? `mean ${title} of ${figure(values[row], 'seconds')}`
          : null;
    const share =
      (title: string, values: Float64Array): Doubt =>
      (row) =>
        values[row] > 1.001 || values[row] < 0 ? `${title} of ${figure(values[row])}, though a share` : null;
    const apart =
      (words: string, left: (row: number) => number, right: (row: number) => number): Doubt =>
      (row) => {
        const found = unitRatio(left(row) / right(row));
        return found === null ? null : `${words} differ by ${found}`;
      };
    const doubts: Doubt[] = [
      outside('TTFT', ttft),
      outside('E2E latency', e2e),
      apart(
        'E2E latency and TTFT + TPOT x (output tokens - 1)',
        (row) => e2e[row],
        (row) => ttft[row] + tpot[row] * (outputs[row] - 1)
      ),
      // In flight are requests per second x latency (Little); a limit on concurrency may lie far above, never below.
      apart(
        'requests per second x E2E latency and concurrency',
        (row) => rate[row] * e2e[row],
        (row) => Math.min(numberAt(concurrency, row), rate[row] * e2e[row])
      ),
      apart(
        'requests per second x duration and the requests counted',
        (row) => rate[row] * duration[row],
        (row) => succeeded(row)
      ),
      ...FRACTIONS.filter(({ id }) => data.stats(id).length > 0).map(({ id, title, shape }) =>
        share(title, valuesOf(data, shape === 'value' ? id : `${id}_mean`))
      ),
    ];
    const first = (row: number): string | null => {
      for (let index = 0; index < doubts.length; index++) {
        const words = doubts[index](row);
        if (words !== null) {
          return words;
        }
      }
      return null;
    };
    return { suspicious: (row) => first(row) !== null, say: (row) => first(row) ?? '' };
  },
};
