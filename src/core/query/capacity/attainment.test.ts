import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, catalogOf, column, notices, storeOfDirectory, type FakeStore } from '../../../../tests/fake-store';
import { describeSamples } from '../../../../tests/samples';

type Row = Readonly<Record<string, unknown>>;

/** The frame as objects. */
function attained(store: FakeStore, query: object): { rows: Row[]; said: string } {
  const [frame] = ask(catalogOf(store), { kind: 'capacity', frame: 'attainment', ...query }, store);
  const names = frame.schema.fields.map(({ name }) => name);
  const rows = (frame.data.values[0] ?? []).map((_, row) =>
    Object.fromEntries(names.map((name) => [name, column(frame, name)[row]]))
  );
  return { rows, said: notices(frame).join(' ') };
}

describeSamples('attainment over the single requests of real files', (samples) => {
  it('of inference-perf, whose load levels are cut by the order of the requests', () => {
    const folder = join(
      samples,
      'inference-perf/kubernetes-sigs__inference-perf/tests/reportgen/validation/corpus/full-runs/v0_5_0-clean-two-stage-run'
    );
    interface Raw {
      start_time: number;
      end_time: number;
      error: unknown;
      info: { response_metrics: { output_tokens: number; output_token_times: number[] } | null };
    }
    const raw = JSON.parse(readFileSync(join(folder, 'per_request_lifecycle_metrics.json'), 'utf8')) as Raw[];
    // The second level begins ten seconds after the first, as the file's own times say.
    const levels = [raw.filter((one) => one.start_time < 5), raw.filter((one) => one.start_time >= 5)];
    const good = (one: Raw): boolean => {
      const times = one.info.response_metrics?.output_token_times ?? [];
      const tokens = one.info.response_metrics?.output_tokens ?? 0;
      const tpot = (times[times.length - 1] - times[0]) / (tokens - 1);
      return one.error === null && times[0] - one.start_time <= 0.15 && tpot <= 0.111112;
    };
    const { rows, said } = attained(storeOfDirectory(folder), { slo: { ttft_p99: 0.15, tpot_p99: 0.111112 } });
    expect(rows.map(({ requests, met }) => [requests, met])).toEqual(
      levels.map((level) => [level.length, level.filter(good).length])
    );
    expect(rows.map(({ attainment_exact: share }) => share)).toEqual(
      levels.map((level) => level.filter(good).length / level.length)
    );
    // The window of the tool is that of the answered requests.
    const seconds = (level: Raw[]): number => {
      const answered = level.filter(({ error }) => error === null);
      return Math.max(...answered.map((one) => one.end_time)) - Math.min(...answered.map((one) => one.start_time));
    };
    rows.forEach(({ goodput_exact: goodput }, level) =>
      expect(goodput).toBeCloseTo(levels[level].filter(good).length / seconds(levels[level]), 9)
    );
    expect(said).toContain('TTFT up to 150 ms, TPOT up to 111 ms');
  });

  it('of vllm bench serve with its arrays', () => {
    const path = 'nvidia-vllm-16.0qps-Llama-3.1-405B-FP8-20241109-150547.json';
    const text = readFileSync(
      join(
        samples,
        'vllm-bench-serve/dstackai__benchmarks/comparison/h100sxm5_vs_mi300x/raw_data/8xH100SXM5-serving',
        path
      ),
      'utf8'
    );
    const raw = JSON.parse(text) as { ttfts: number[]; itls: number[][]; output_lens: number[]; duration: number };
    const e2e = raw.ttfts.map((ttft, index) => raw.itls[index].reduce((sum, gap) => sum + gap, ttft));
    // 379 answers of this run hold no token, for which the tool writes a TTFT of 0, though there was none.
    const empty = raw.output_lens.filter((length) => length === 0).length;
    const met = raw.ttfts.filter(
      (ttft, index) =>
        raw.output_lens[index] > 0 &&
        ttft <= 2 &&
        e2e[index] <= 20 &&
        (raw.output_lens[index] < 2 || (e2e[index] - ttft) / (raw.output_lens[index] - 1) <= 0.12)
    ).length;
    expect(met).toBeGreaterThan(100);
    const { rows } = attained({ [path]: text }, { slo: { ttft_p90: 2, tpot_mean: 0.12, e2e_p99: 20 } });
    expect(rows).toEqual([
      expect.objectContaining({ requests: raw.ttfts.length, met, attainment_exact: met / raw.ttfts.length, path }),
    ]);
    expect(rows[0].reason).toContain(`${empty} requests without TTFT counted as missed`);
    expect(rows[0].goodput_exact).toBeCloseTo(met / raw.duration, 9);
  });

  it('of AIPerf, where failed requests meet no limit', () => {
    const folder = join(samples, 'aiperf/ai-dynamo__aiperf/examples/artifacts/run1');
    interface Line {
      metadata: { credit_phase: string };
      metrics: { ttft?: { value: number; unit: string }; request_latency?: { value: number } };
      error?: object | null;
    }
    const lines = readFileSync(join(folder, 'profile_export.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line)
      .filter(({ metadata }) => metadata.credit_phase === 'profiling');
    const answered = lines.filter(({ error }) => error === undefined || error === null);
    const met = answered.filter(({ metrics }) => (metrics.ttft?.value ?? Infinity) <= 1700).length;
    expect([answered.length < lines.length, met > 0, met < answered.length]).toEqual([true, true, true]);
    const { rows } = attained(storeOfDirectory(folder), { slo: { ttft_p99: 1.7 } });
    expect(rows).toEqual([
      expect.objectContaining({ requests: lines.length, met, attainment_exact: met / lines.length }),
    ]);
  });

  it('of GuideLLM, by benchmark', () => {
    const path = 'guidellm-evaluate-20250423-1820.json';
    const text = readFileSync(join(samples, 'guidellm/fmperf-project__fmperf/results', path), 'utf8');
    interface One {
      time_to_first_token_ms: number;
    }
    const raw = JSON.parse(text) as { benchmarks: Array<{ requests: { successful: One[]; errored: One[] } }> };
    const { rows } = attained({ [path]: text }, { slo: { ttft_p99: 0.05 } });
    const expected = raw.benchmarks.map(({ requests }) => [
      requests.successful.length + requests.errored.length,
      requests.successful.filter((one) => one.time_to_first_token_ms <= 50).length,
    ]);
    const byCount = (a: unknown[], b: unknown[]): number => Number(a[0]) - Number(b[0]) || Number(a[1]) - Number(b[1]);
    expect(rows.map(({ requests, met }) => [requests, met]).sort(byCount)).toEqual(expected.sort(byCount));
  });
});

/** A report of inference-perf with one file of requests. `times`: start and the time of each token. */
function run(requests: ReadonlyArray<readonly [start: number, ...times: number[]]>, more: FakeStore = {}): FakeStore {
  const answered = requests.filter(([, ...times]) => times.length > 0);
  return {
    'r/stage_0_lifecycle_metrics.json': JSON.stringify({
      load_summary: { count: requests.length, requested_rate: 2, achieved_rate: 2, send_duration: 1 },
      successes: {
        count: answered.length,
        latency: { time_to_first_token: { mean: 1 } },
        throughput: { requests_per_sec: answered.length / 10 },
      },
      failures: { count: requests.length - answered.length },
    }),
    'r/per_request_lifecycle_metrics.json': JSON.stringify(
      requests.map(([start, ...times]) => ({
        start_time: start,
        end_time: times.length === 0 ? start + 1 : times[times.length - 1],
        request: 'SECRET PROMPT',
        response: 'SECRET ANSWER',
        info: times.length === 0 ? {} : { output_tokens: times.length, output_token_times: times },
        error: times.length === 0 ? { error_type: 'X', error_msg: 'SECRET' } : null,
      }))
    ),
    ...more,
  };
}

describe('attainment over single requests', () => {
  it('names the limit that most requests miss', () => {
    const store = run([
      [0, 0.5, 0.6],
      [0, 3, 3.1],
      [0, 3, 5],
    ]);
    const of = (slo: object) => attained(store, { slo }).rows[0];
    expect(of({ ttft_p99: 1, tpot_p99: 0.5 })).toMatchObject({ met: 1, binding: 'ttft_p99' });
    expect(of({ ttft_p99: 10 })).toMatchObject({ met: 3, binding: null, goodput_exact: 3 / 10 });
    expect(attained(run([[0], [0], [0, 1, 2]]), { slo: { ttft_p99: 0.5 } }).rows[0]).toMatchObject({
      requests: 3,
      met: 0,
      attainment_exact: 0,
      binding: 'error_rate',
    });
  });

  it('holds an answer of one token to no gap', () => {
    expect(attained(run([[0, 0.5]]), { slo: { tpot_p99: 0.1, itl_p99: 0.1 } }).rows[0]).toMatchObject({ met: 1 });
  });

  it('gives nothing where the requests of the file are not those that were measured', () => {
    const store = run([[0, 1]]);
    const two = run([
      [0, 1],
      [0, 1],
    ]);
    const mixed = { ...two, 'r/per_request_lifecycle_metrics.json': store['r/per_request_lifecycle_metrics.json'] };
    expect(attained(mixed, { slo: { ttft_p99: 2 } }).rows[0]).toMatchObject({
      met: null,
      attainment_exact: null,
      goodput_exact: null,
      reason: 'the file keeps 1 answered requests, but 2 were measured',
    });
  });

  it('says why there is nothing', () => {
    const reason = (store: FakeStore): unknown => attained(store, { slo: { ttft_p99: 2 } }).rows[0].reason;
    const { 'r/stage_0_lifecycle_metrics.json': stage } = run([[0, 1]]);
    const without = attained({ 'r/stage_0_lifecycle_metrics.json': stage }, { slo: { ttft_p99: 2 } });
    expect(without.rows).toEqual([]);
    expect(without.said).toContain('1 load point left out: no file keeps their single requests');
    expect(
      attained(run([[0, 1]], { 'r/per_request_lifecycle_metrics.json': '[]' }), { slo: { ttft_p99: 2 } }).rows
    ).toEqual([]);
    expect(reason(run([[0, 1]], { 'r/per_request_lifecycle_metrics.json': '[' }))).toMatch(/ends early/);
    expect(
      reason(run([[0, 1]], { 'r/per_request_lifecycle_metrics.json': '[{"start_time":0,"end_time":1,"error":null}]' }))
    ).toBe('no request says its TTFT');
  });

  it('takes only limits that a request can be held to', () => {
    const store = run([[0, 1]]);
    expect(attained(store, { slo: { ttft_p99: 2, error_rate: 0.01 } }).said).toMatch(/Error rate is of a whole run/);
    expect(() => attained(store, { slo: { error_rate: 0.01 } })).toThrow(/limits on ttft, tpot, itl, ntpot, e2e/);
    expect(() => attained(store, { slo: { ttft_p50: 1, ttft_p99: 2 } })).toThrow(/one TTFT/);
  });

  it('shows nothing that was asked or answered', () => {
    const store = run([[0, 1], [0]]);
    const query = { kind: 'capacity', frame: 'attainment', slo: { ttft_p99: 2 } };
    expect(JSON.stringify(ask(catalogOf(store), query, store))).not.toContain('SECRET');
  });
});
