import * as fc from 'fast-check';
import { whole } from '../../../tests/dimensions';
import { ask, catalogOf, column, storeOfDirectory } from '../../../tests/fake-store';
import { mutations, unsound } from '../../../tests/mutations';
import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import { parseYaml } from '../../host/yaml';
import { topology } from '../model/topology';
import { benchmarkReport, madeFromOf } from './benchmark-report';
import type { Fragment } from '../model/record';

const EXAMPLES = 'llm-d-benchmark-report/llm-d__llm-d-benchmark/llmdbenchmark/analysis/benchmark_report';
const CONTEXT = { zoneOffsetMinutes: 0 };

function read(path: string): Fragment {
  const [value] = parseYaml(sampleText(path));
  const [only] = benchmarkReport.read({ kind: 'value', value }, { path, document: 0 }, CONTEXT);
  return only;
}

describe('names of reports', () => {
  it('carry the name of the native file', () => {
    expect(madeFromOf('a/benchmark_report_v0.2,_stage_3_lifecycle_metrics.json.yaml')).toBe(
      'stage_3_lifecycle_metrics.json#0'
    );
    expect(madeFromOf('benchmark_report,_results.json_2.yaml')).toBe('results.json#2');
    expect(madeFromOf('benchmark_report/result.yaml')).toBeNull();
  });
});

// Figures typed in from the example files of the schema's own repository.
describeSamples('the official example reports', () => {
  it('0.2 is read whole: topology, GPUs, router, load, percentiles, the open loop that .inf says', () => {
    const report = read(`${EXAMPLES}/br_v0_2_example.yaml`);
    expect(report).toMatchObject({
      formatVersion: '0.2',
      stage: 3,
      runKey: 'd9c5a5ddce6c2f885a9f8e6a6a6db0fb',
    });
    expect(topology(report.dimensions, report.components)).toMatchObject({
      gpus: 16,
      replicas: 2,
      tp: 8,
      serving_mode: 'aggregated',
      hardware: 'NVIDIA-H100-80GB-HBM3',
      model: 'Qwen/Qwen3-0.6B',
    });
    expect(whole(report.dimensions)).toMatchObject({
      tool: 'inference-perf',
      tool_version: '0.3.0',
      isl: 2148,
      osl: 1000,
      prefix_len: 1000,
      prefix_groups: 32,
      turns: 20,
      request_rate: 10,
      concurrency: null,
      load_type: 'rate',
      router: 'llm-d-inference-scheduler',
      scheduler: 'kv-cache-scorer=1 prefix-cache-scorer=2 queue-scorer=1',
      prefix_aware: 'true',
      block_size: 1024,
      kv_connector: 'NixlConnector',
      started_at: Date.UTC(2025, 10, 5, 18, 0, 42),
    });
    expect(report.metrics.ttft).toMatchObject({
      mean: 0.0368578234128654,
      min: 0.027276142966002226,
      p0_1: 0.027322400792501866,
      p10: 0.031235878029838203,
    });
    expect(report.metrics.output_token_throughput).toMatchObject({ '': 2262.448, p99_9: 2326.503, max: 2328 });
    expect(report.metrics.kv_cache_usage.max).toBeCloseTo(0.921, 12);
    expect(report.metrics.gpu_memory_usage.mean).toBeCloseTo(62.4 * 1024 ** 3, 0);
    expect(report.metrics.requests_failed['']).toBe(0);
    expect(report.metrics.duration['']).toBeCloseTo(49.97206788184121, 12);
  });

  it('0.2.1 is read whole', () => {
    const report = read(`${EXAMPLES}/br_v0_2_1_example.yaml`);
    expect(report).toMatchObject({ formatVersion: '0.2.1', stage: 3 });
    expect(topology(report.dimensions, report.components).gpus).toBe(16);
    expect(Object.keys(report.metrics.ttft).sort()).toEqual(
      ['max', 'mean', 'min', 'p0_1', 'p1', 'p10', 'p25', 'p5', 'p50', 'p75', 'p90', 'p95', 'p99', 'p99_9'].sort()
    );
  });

  it('0.1 counts its repeated host entries as instances', () => {
    const report = read(`${EXAMPLES}/br_v0_1_example.yaml`);
    expect(topology(report.dimensions, report.components)).toMatchObject({
      gpus: 17,
      prefill_replicas: 1,
      decode_replicas: 2,
      prefill_gpus: 1,
      decode_gpus: 16,
      pd_ratio: '1:2',
      serving_mode: 'disaggregated',
      topology: '1P-TP1 2D-TP8-EP8',
    });
  });

  it('no secret of the environment is kept', () => {
    expect(read(`${EXAMPLES}/br_v0_2_example.yaml`).settings.map(({ key }) => key)).toContain('env.UCX_TLS');
  });
});

describeSamples('reports beside the native files they were made from', (samples) => {
  it('are one point, counted once, and unknown accelerators stay unknown', () => {
    const catalog = catalogOf(storeOfDirectory(`${samples}/llm-d-benchmark-report/converted/inference-scheduling`));
    const [points] = ask(catalog, {
      kind: 'points',
      metrics: ['ttft_p99', 'schedule_delay_mean', 'output_token_throughput_per_gpu'],
      dimensions: ['run', 'stage', 'gpus', 'model', 'format'],
    });
    const natives = sampleFiles('llm-d-benchmark-report/converted/inference-scheduling', (path) =>
      /stage_\d+_lifecycle_metrics\.json$/.test(path)
    );
    expect(natives).toHaveLength(85);
    expect(column(points, 'stage')).toHaveLength(85);
    expect(new Set(column(points, 'format'))).toEqual(new Set(['llm-d-benchmark-report']));
    expect(new Set(column(points, 'gpus'))).toEqual(new Set([null]));
    expect(new Set(column(points, 'output_token_throughput_per_gpu'))).toEqual(new Set([null]));
    // The schedule delay is in the native files alone; the model in the context beside them.
    expect(column(points, 'schedule_delay_mean')).not.toContain(null);
    expect(new Set(column(points, 'model'))).toEqual(new Set(['Qwen/Qwen3-32B', 'meta-llama/Llama-3.3-70B-Instruct']));
    const expected = natives.map(
      (path) => JSON.parse(sampleText(path)).successes.latency.time_to_first_token.p99 as number
    );
    const ascending = (a: number, b: number) => a - b;
    expect((column(points, 'ttft_p99') as number[]).slice().sort(ascending)).toEqual(expected.sort(ascending));
  });
});

describeSamples('damaged reports', () => {
  it('never throw and never give a number that is not finite', () => {
    const [value] = parseYaml(sampleText(`${EXAMPLES}/br_v0_2_1_example.yaml`));
    const [first] = parseYaml(sampleText(`${EXAMPLES}/br_v0_1_example.yaml`));
    fc.assert(
      fc.property(fc.oneof(mutations(value), mutations(first)), (mutated) => {
        const document = { kind: 'value' as const, value: mutated };
        if (benchmarkReport.detect(document) !== null) {
          expect(
            unsound(benchmarkReport.read(document, { path: 'a/benchmark_report.yaml', document: 0 }, CONTEXT))
          ).toEqual([]);
        }
      }),
      { numRuns: 200 }
    );
  });
});
