import { requestColumns, type Request } from '../model/requests';
import { number } from './fields';
import { difference, type RequestRows } from './request-rows';

/** Since 0.5 below `response_metrics`, before that flat. */
const PLACES = ['info.response_metrics.', 'info.'];

const FIGURES = ['output_tokens', 'output_token_times.0', 'output_token_times.-1', 'output_token_times.length'];

/**
 * Elements of per_request_lifecycle_metrics.json. Formulas as the tool's own (inference_perf/reportgen/base.py,
 * compute_request_latency_metrics), but that the first of one token has a TTFT too.
 */
export const inferencePerfRequestRows: RequestRows = {
  drop: ['request', 'response', 'response_chunks', 'chunk_times', 'error_msg'],
  fields: [
    'start_time',
    'end_time',
    'error.error_type',
    'info.labels.stage',
    ...PLACES.flatMap((place) => FIGURES.map((figure) => `${place}${figure}`)),
  ],
  read(value, rows) {
    const byStage = new Map<number | null, Request[]>();
    for (let row = 0; row < rows; row++) {
      const [start, end] = ['start_time', 'end_time'].map((field) => number(value(field, row)));
      const [tokens, first, last, count] = FIGURES.map((figure) =>
        PLACES.reduce<number | null>((found, place) => found ?? number(value(`${place}${figure}`, row)), null)
      );
      const streamed = difference(last, first);
      const per = (steps: number | null): number | null =>
        streamed === null || steps === null || steps < 2 ? null : streamed / (steps - 1);
      const stage = number(value('info.labels.stage', row));
      const own = byStage.get(stage) ?? [];
      byStage.set(stage, own);
      own.push({
        failed: value('error.error_type', row) !== null,
        ttft: difference(first, start),
        tpot: per(tokens),
        itl: per(count),
        e2e: difference(end, start),
        outputTokens: tokens,
        start,
        end,
      });
    }
    return Array.from(byStage, ([stage, requests]) => requestColumns(requests, stage));
  },
};
