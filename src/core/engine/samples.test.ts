import { ask, catalogOf, column, storeOfDirectory } from '../../../tests/fake-store';
import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import { parseJson } from '../../host/json-scan';
import { parseYaml } from '../../host/yaml';
import type { Catalog } from '../model/catalog';

/** Figures of one point by metric id, taken from the raw file by a few lines of its own. */
type Figures = Map<string, number>;

type Json = { readonly [key: string]: any }; // eslint-disable-line @typescript-eslint/no-explicit-any

/** `p99.9`, `p99p9` and `median` as statistics of metric ids. */
const statOf = (key: string): string | null =>
  key === 'median'
    ? 'p50'
    : key === 'stddev'
      ? 'std'
      : /^(mean|min|max|std|p[\d.p]+)$/.test(key)
        ? key.replace(/(\d)[.p](\d)/, '$1_$2')
        : null;

function addAll(figures: Figures, base: string, statistics: Json | null | undefined, factor = 1): void {
  Object.entries(statistics ?? {}).forEach(([key, value]) => {
    const stat = statOf(key);
    if (stat !== null && typeof value === 'number') {
      figures.set(`${base}_${stat}`, value * factor);
    }
  });
}

/** inference-perf writes seconds. */
function lifecycle(document: Json): Figures {
  const figures: Figures = new Map();
  const latency = document.successes.latency ?? {};
  addAll(figures, 'ttft', latency.time_to_first_token);
  addAll(figures, 'tpot', latency.time_per_output_token);
  addAll(figures, 'itl', latency.inter_token_latency);
  addAll(figures, 'ntpot', latency.normalized_time_per_output_token);
  addAll(figures, 'e2e', latency.request_latency);
  const { throughput } = document.successes;
  const rates: Json = {
    output_token_throughput: throughput?.output_tokens_per_sec,
    total_token_throughput: throughput?.total_tokens_per_sec,
    request_throughput: throughput?.requests_per_sec,
  };
  Object.entries(rates).forEach(([id, value]) => typeof value === 'number' && figures.set(id, value));
  return figures;
}

/** Benchmark Reports declare ms or s a statistic; their names are those of the converted tool. */
function report(document: Json): Figures {
  const figures: Figures = new Map();
  const aggregate: Json = document.results.request_performance.aggregate;
  const tool: string = document.scenario.load.standardized.tool;
  const names: { [base: string]: string } = {
    ttft: 'time_to_first_token',
    e2e: 'request_latency',
    ntpot: 'normalized_time_per_output_token',
  };
  if (tool === 'inference-perf') {
    Object.assign(names, { tpot: 'time_per_output_token', itl: 'inter_token_latency' });
  } else {
    names.tpot = 'inter_token_latency';
  }
  if (tool === 'guidellm') {
    names.ntpot = 'time_per_output_token';
  }
  Object.entries(names).forEach(([base, key]) => {
    const statistics: Json | undefined = aggregate.latency?.[key];
    addAll(figures, base, statistics, statistics?.units.startsWith('ms') ? 0.001 : 1);
  });
  figures.set('output_token_throughput', aggregate.throughput.output_token_rate.mean);
  return figures;
}

/** vLLM bench serve writes ms under `mean_ttft_ms`, or seconds under `median_ttft`. */
function serve(document: Json): Figures {
  const figures: Figures = new Map();
  Object.entries(document).forEach(([key, value]) => {
    const found = /^(mean|median|std|p[\d.]+)_(ttft|tpot|itl|e2el)(_ms)?$/.exec(key);
    // A latency of 0 at every statistic was not measured.
    if (found !== null && typeof value === 'number' && value !== 0) {
      figures.set(
        `${found[2] === 'e2el' ? 'e2e' : found[2]}_${statOf(found[1])}`,
        found[3] === undefined ? value : value / 1000
      );
    }
  });
  if (typeof document.output_throughput === 'number') {
    figures.set('output_token_throughput', document.output_throughput);
  }
  return figures;
}

/** Compares the points table with expected figures by path and document; every expected figure has to be there. */
function compare(catalog: Catalog, expected: ReadonlyArray<{ path: string; figures: Figures }>): void {
  const ids = Array.from(new Set(expected.flatMap(({ figures }) => Array.from(figures.keys()))));
  const [points] = ask(catalog, {
    kind: 'points',
    metrics: ids.slice(0, 50),
    dimensions: ['path', 'stage', 'format'],
    limit: 100000,
  });
  const rest =
    ids.length > 50
      ? ask(catalog, { kind: 'points', metrics: ids.slice(50), dimensions: ['path'], limit: 100000 })[0]
      : points;
  const rowOf = new Map<string, number>();
  column(points, 'path').forEach((path, row) =>
    rowOf.set(
      String(path)
        .replace('inference-perf.partial.', '')
        .replace(/(stage_\d+)\.yaml$/, '$1_lifecycle_metrics.json'),
      row
    )
  );
  expected.forEach(({ path, figures }) => {
    const row = rowOf.get(path);
    expect({ path, row }).toEqual({ path, row: expect.any(Number) });
    ids.forEach((id) => {
      const value = column(ids.indexOf(id) < 50 ? points : rest, id)[row as number];
      const wanted = figures.get(id);
      if (wanted === undefined) {
        return;
      }
      if (typeof value !== 'number' || Math.abs(value - wanted) > 1e-12 * Math.max(1, Math.abs(wanted))) {
        throw new Error(`${path} ${id}: ${String(value)} instead of ${wanted}`);
      }
    });
  });
}

describeSamples('points of real stores against the numbers of their files', (samples) => {
  const inside = (folder: string, path: string): string => path.slice(folder.length + 1);

  it('inference-perf: every percentile of every stage, each stage once', () => {
    const folder = 'inference-perf';
    const files = sampleFiles(
      folder,
      (path) => /stage_\d+_lifecycle_metrics\.json$/.test(path) && !/adapter_|corrupt|non-numeric|negative/.test(path)
    );
    const catalog = catalogOf(storeOfDirectory(`${samples}/${folder}`));
    const expected = files.map((path) => ({
      path: inside(folder, path),
      figures: lifecycle(JSON.parse(sampleText(path)) as Json),
    }));
    expect(expected.length).toBeGreaterThan(120);
    compare(catalog, expected);
    const [points] = ask(catalog, { kind: 'points', metrics: ['ttft_p99'], limit: 100000 });
    const paths = column(points, 'path');
    expect(new Set(paths).size).toBe(paths.length);
    // Partial reports that the tool wrote on the way are the same points as its stage files.
    expect(paths.length).toBe(
      sampleFiles(folder, (path) => /stage_\d+_lifecycle_metrics\.json$/.test(path) && !/adapter_/.test(path)).length
    );
  });

  it('inference-perf: a percentile that a file does not give stays empty', () => {
    const folder = 'inference-perf/kubernetes-sigs__inference-perf/demos';
    const [points] = ask(catalogOf(storeOfDirectory(`${samples}/${folder}`)), {
      kind: 'points',
      metrics: ['ttft_p37', 'ttft_mean'],
      limit: 1000,
    });
    expect(new Set(column(points, 'ttft_p37'))).toEqual(new Set([null]));
  });

  it('Benchmark Reports: every percentile in seconds, reports and native files one point', () => {
    const folder = 'llm-d-benchmark-report/converted';
    const files = sampleFiles(folder, (path) => /benchmark_report_v0\.2,_.*\.yaml$/.test(path));
    const catalog = catalogOf(storeOfDirectory(`${samples}/${folder}`));
    compare(
      catalog,
      files.map((path) => ({ path: inside(folder, path), figures: report(parseYaml(sampleText(path))[0] as Json) }))
    );
    const [points] = ask(catalog, { kind: 'points', metrics: ['ttft_p99'], limit: 100000 });
    // The converter wrote no report of the second benchmark of results.json, which is a point of its own.
    expect(column(points, 'path')).toHaveLength(files.length + 1);
    const filters = [{ key: 'tool', operator: '=', value: 'guidellm' }];
    const [runs] = ask(catalog, { kind: 'runs', filters });
    expect(column(runs, 'points')).toEqual([2]);
  });

  it('vLLM bench serve: milliseconds and seconds variants', () => {
    const folder = 'vllm-bench-serve';
    const files = sampleFiles(folder, (path) => path.endsWith('.json'));
    const expected = files
      .map((path) => ({ path, documents: parseJson(new TextEncoder().encode(sampleText(path)), new Set()) as Json[] }))
      .filter(
        ({ documents: [first] }) =>
          first.num_prompts !== undefined &&
          (first.median_ttft_ms ?? first.mean_ttft_ms ?? first.median_ttft) !== undefined
      )
      .map(({ path, documents: [first] }) => ({ path: inside(folder, path), figures: serve(first) }));
    expect(expected.length).toBeGreaterThan(190);
    compare(catalogOf(storeOfDirectory(`${samples}/${folder}`)), expected);
  });
});
