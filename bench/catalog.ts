import { buildSegment, type DirectoryContent } from '../src/core/ingest/segment';
import { assembleDirectory } from '../src/core/ingest/assemble';
import { makeCatalog } from '../src/core/ingest/replace';
import { compileRules } from '../src/core/ingest/rules';
import type { Catalog } from '../src/core/model/catalog';
import { component, fragment, type Fragment, type Metrics } from '../src/core/model/record';
import { numbers } from './reports';

const STATS = [
  'mean',
  'min',
  'p0_1',
  'p1',
  'p5',
  'p10',
  'p25',
  'p50',
  'p75',
  'p90',
  'p95',
  'p99',
  'p99_9',
  'max',
  'std',
];

const LOADS = 20;
const REPEATS = 4;
const BUILDS = 5;

function metricsOf(load: number, next: () => number): Metrics {
  const distribution = (mean: number): { [stat: string]: number } =>
    Object.fromEntries(STATS.map((stat, index) => [stat, mean * (0.5 + index / 10 + next() / 10)]));
  const rate = 100 * load * (0.8 + 0.2 * next());
  return {
    ttft: distribution(0.05 * load),
    tpot: distribution(0.005 + 0.0005 * load),
    itl: distribution(0.005 + 0.0005 * load),
    e2e: distribution(2 + 0.1 * load),
    input_tokens: { mean: 1024 },
    output_tokens: { mean: 128 },
    request_throughput: { '': rate / 128 },
    output_token_throughput: { '': rate },
    input_token_throughput: { '': rate * 8 },
    total_token_throughput: { '': rate * 9 },
    requests_total: { '': 1000 },
    requests_failed: { '': 0 },
  };
}

/** One directory a run: all loads of one configuration, build and repeat. */
function runOf(config: number, build: number, repeat: number): DirectoryContent {
  const dir = `study-${config % 10}/config-${config}/build-${build}/repeat-${repeat}`;
  const next = numbers(config * 10007 + build * 101 + repeat);
  const disaggregated = config % 2 === 1;
  const replicas = 1 + (config % 4);
  const tp = 2 ** (config % 3);
  const engine = {
    acceleratorsPerReplica: tp,
    tp,
    accelerator: ['H100', 'H200', 'MI300X'][config % 3],
    engine: 'vllm',
    version: `0.${build}.0`,
  };
  const components = disaggregated
    ? [
        component({ role: 'prefill', replicas, ...engine }),
        component({ role: 'decode', replicas: 1 + (config % 5), ...engine }),
      ]
    : [component({ role: 'replica', replicas: 2 * replicas, ...engine })];
  const points = Array.from({ length: LOADS }, (_, stage): Fragment =>
    fragment({
      grain: 'stage',
      source: { path: `${dir}/stage_${stage}.json`, document: 0 },
      format: 'bench',
      formatVersion: '1',
      runKey: dir,
      stage,
      dimensions: {
        model: `org/model-${config % 5}`,
        scheduler: `scorer-${config % 7}`,
        max_num_seqs: 64 * (1 + (config % 8)),
        tool: 'inference-perf',
        dataset: 'random',
        isl: 1024,
        osl: 128,
        concurrency: 4 * (stage + 1),
        started_at: Date.UTC(2026, 0, 1 + build, repeat),
      },
      metrics: metricsOf(stage + 1, next),
      components,
    })
  );
  const assembled = assembleDirectory(dir, points, compileRules([], []));
  const objects = points.map(({ source }) => ({
    path: source.path,
    dir,
    etag: null,
    size: 1,
    modified: 1,
    format: 'bench',
    formatVersion: '1',
    points: 1,
    status: 'read' as const,
    reason: null,
  }));
  return { dir, objects, points: assembled, issues: [] };
}

/** A catalog of so many load points: 20 loads a run, 4 repeats, 5 builds, and configurations as many as it takes. */
export function catalogOf(points: number): Catalog {
  const contents: DirectoryContent[] = [];
  for (let config = 0; contents.length * LOADS < points; config++) {
    for (let build = 0; build < BUILDS; build++) {
      for (let repeat = 0; repeat < REPEATS; repeat++) {
        contents.push(runOf(config, build, repeat));
      }
    }
  }
  const state = { complete: true, objectsListed: points, objectsRead: points, error: null };
  return makeCatalog([{ segment: buildSegment('bench', contents), masked: new Set() }], 'bench', 0, state);
}
