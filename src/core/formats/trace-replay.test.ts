import fc from 'fast-check';
import { claims, figuresOf } from '../../../tests/documents';
import { unsound } from '../../../tests/mutations';
import type { Format } from './format';
import { traceReplay, traceReplayServer } from './trace-replay';

const text = (format: Format, content: string, path = 'run/x.csv') =>
  format.read({ kind: 'text', text: content }, { path, document: 0 }, { zoneOffsetMinutes: 0 });

const near = (number: number) => expect.closeTo(number, 12) as number;

describe('trace replay', () => {
  const REQUESTS = [
    'user_id,trace_id,request_idx,success,request_start_time,request_complete_time,ttft,ttlt,itl,input_tokens,output_tokens_actual,output_tokens_expected,token_timestamps',
    'u1,t1,0,True,1.0,3.0,0.4,2.0,0.1,100,20,24,"[0.4, 0.5]"',
    'u2,t2,0,True,2.0,5.0,0.6,3.0,0.3,300,10,10,"[0.6]"',
    'u2,t2,1,False,5.0,6.0,,,,300,0,10,"[]"',
    '',
  ].join('\n');
  const METRICS = [
    'timestamp_sec,relative_time_sec,kv_cache_usage_pct,cpu_kv_cache_usage_pct,num_requests_running,num_requests_waiting,prefix_cache_hits,prefix_cache_queries,num_preemptions_total',
    '1.000,0.000,10.00,0.00,1,0,100,1000,0',
    '2.000,1.000,30.00,0.00,3,2,400,1600,2',
    '',
  ].join('\n');

  it('reads requests and what the server told meanwhile', () => {
    const [part] = text(traceReplay, REQUESTS);
    expect(figuresOf(part)).toMatchObject({
      ttft_mean: near(0.5),
      tpot_p50: near(0.2),
      e2e_max: 3,
      input_tokens_mean: 200,
      requests_total: 3,
      requests_success: 2,
      requests_failed: 1,
      duration: 4,
      request_throughput: 0.5,
      output_token_throughput: 7.5,
      total_token_throughput: 107.5,
    });
    const [server] = text(traceReplayServer, METRICS);
    expect(figuresOf(server)).toMatchObject({
      kv_cache_usage_mean: near(0.2),
      kv_cache_usage_max: near(0.3),
      requests_running_mean: 2,
      requests_waiting_max: 2,
      prefix_cache_hit_rate_mean: 0.5,
      preemptions: 2,
    });
    expect(server.grain).toBe('context');
    expect([REQUESTS, METRICS].map((content) => claims({ kind: 'text', text: content }))).toEqual([
      [traceReplay.id],
      [traceReplayServer.id],
    ]);
  });

  it('never throws and never lets a number through that is none', () => {
    [REQUESTS, METRICS].forEach((whole) =>
      fc.assert(
        fc.property(fc.nat(whole.length), fc.nat(40), fc.string(), (start, length, filling) => {
          const content = whole.slice(0, start) + filling + whole.slice(start + length);
          expect(unsound([...text(traceReplay, content), ...text(traceReplayServer, content)])).toEqual([]);
        }),
        { numRuns: 200 }
      )
    );
  });
});
