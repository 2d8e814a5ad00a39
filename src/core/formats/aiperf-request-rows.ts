import { requestColumns, type Request } from '../model/requests';
import { inUnit } from './aiperf-metrics';
import { list, number } from './fields';
import { difference, meanOf, type RequestRows } from './request-rows';

const PHASE = ['metadata.benchmark_phase', 'metadata.credit_phase'];
const CANCELLED = 'metadata.was_cancelled';
const ERROR = ['error.type', 'error.code'];
const TIMES = ['metadata.request_start_ns', 'metadata.request_end_ns'];
const TOKENS = 'metrics.output_sequence_length.value';

/** Tags of each figure, newer versions first. */
const TAGS = {
  ttft: ['time_to_first_token', 'ttft'],
  tpot: ['inter_token_latency'],
  itl: ['inter_chunk_latency'],
  e2e: ['request_latency'],
} as const;

const fieldsOf = (tag: string): readonly [value: string, unit: string] => [
  `metrics.${tag}.value`,
  `metrics.${tag}.unit`,
];

/** Lines of profile_export.jsonl. Those of the warm-up and those that the tool cancelled were not measured. */
export const aiperfRequestRows: RequestRows = {
  drop: [],
  fields: [
    ...PHASE,
    CANCELLED,
    ...ERROR,
    ...TIMES,
    TOKENS,
    ...Object.values(TAGS).flatMap((tags) => tags.flatMap((tag) => [...fieldsOf(tag)])),
  ],
  read(value, rows) {
    const requests: Request[] = [];
    const seconds = (tags: readonly string[], row: number): number | null =>
      tags.reduce<number | null>((found, tag) => {
        const [figure, unit] = fieldsOf(tag);
        const given = value(figure, row);
        return found ?? inUnit(Array.isArray(given) ? meanOf(list(given)) : number(given), value(unit, row), 'seconds');
      }, null);
    for (let row = 0; row < rows; row++) {
      const measured = PHASE.some((field) => value(field, row) === 'profiling') && value(CANCELLED, row) !== true;
      // A stamp of 19 digits is exact to some hundred nanoseconds as a number.
      const [start, end] = TIMES.map((field) => number(value(field, row))).map((ns) => (ns === null ? null : ns / 1e9));
      if (measured) {
        requests.push({
          failed: ERROR.some((field) => value(field, row) !== null),
          ttft: seconds(TAGS.ttft, row),
          tpot: seconds(TAGS.tpot, row),
          itl: seconds(TAGS.itl, row),
          e2e: seconds(TAGS.e2e, row) ?? difference(end, start),
          outputTokens: number(value(TOKENS, row)),
          start,
          end,
        });
      }
    }
    return [requestColumns(requests)];
  },
};
