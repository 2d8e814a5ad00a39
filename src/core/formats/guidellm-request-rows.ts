import { requestColumns, type Request } from '../model/requests';
import { at, list, number } from './fields';
import { difference, type RequestRows } from './request-rows';

const inSeconds = (milliseconds: number | null): number | null => (milliseconds === null ? null : milliseconds / 1000);

function requestOf(request: unknown, failed: boolean): Request {
  const of = (key: string): number | null => number(at(request, key));
  const [start, end] = ['start_time', 'end_time'].map((key) => of(key) ?? of(`request_${key}`));
  // (last - first) / (n - 1) of the request: its TPOT, and its mean gap.
  const tpot = inSeconds(of('inter_token_latency_ms'));
  return {
    failed,
    ttft: inSeconds(of('time_to_first_token_ms')),
    tpot,
    itl: tpot,
    e2e: of('request_latency') ?? difference(end, start),
    outputTokens: of('output_tokens'),
    start,
    end,
  };
}

/** `requests` of each benchmark of a report. Those that the end of the run cut off were not measured. */
export const guidellmRequestRows: RequestRows = {
  drop: ['prompt', 'output', 'request_args', 'cumulative_distribution_function', 'pdf', 'incomplete', 'error'],
  fields: ['benchmarks'],
  read: (value, rows) =>
    Array.from({ length: rows }, (_, row) => list(value('benchmarks', row)))
      .reduce<unknown[]>((all, benchmarks) => all.concat(benchmarks), [])
      .map((benchmark, stage) =>
        requestColumns(
          [
            ...list(at(benchmark, 'requests', 'successful')).map((request) => requestOf(request, false)),
            ...list(at(benchmark, 'requests', 'errored')).map((request) => requestOf(request, true)),
          ],
          stage
        )
      ),
};
