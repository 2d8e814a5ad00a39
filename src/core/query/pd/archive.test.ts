import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, catalogOf, column, storeOfDirectory } from '../../../../tests/fake-store';
import { describeSamples } from '../../../../tests/samples';
import type { Catalog } from '../../model/catalog';

/** An entry of the archive as it is written: latencies in ms, requests/s; 9,999 prompt and 1,000 generated tokens a request. */
interface Entry {
  readonly accelerator_count: number;
  readonly architecture: string;
  readonly configuration: string;
  readonly prefill_node_count: number;
  readonly decode_node_count: number;
  readonly prefill_tp: number;
  readonly decode_tp: number;
  readonly metrics: { readonly request_rate: number; readonly ttft_ms: number; readonly tpot_ms: number };
  readonly workload: { readonly concurrency: number };
}

const FILE = 'llm-d__llm-d-prism/public/data/archive/llmd_results/llm-d-benchmarks.json';
const FILTERS = [{ key: 'gpus', operator: '=', value: '16' }];
const SLO = { ttft_mean: 5, tpot_mean: 0.05 };

/** The frames of `pd` on real runs, against figures computed here from the file itself in another way. */
describeSamples('prefill/decode on the archive', (samples) => {
  let catalog: Catalog;
  let entries: Entry[];
  beforeAll(() => {
    catalog = catalogOf(storeOfDirectory(`${samples}/prism-archive`));
    const all = JSON.parse(readFileSync(join(samples, 'prism-archive', FILE), 'utf8')) as Entry[];
    entries = all.filter(({ accelerator_count: gpus }) => gpus === 16);
  });
  const pd = (more: object) => ask(catalog, { kind: 'pd', filters: FILTERS, ...more })[0];
  const isSplit = ({ architecture }: Entry): boolean => architecture === 'disaggregated';
  const close = (values: readonly unknown[], expected: readonly number[], digits: number): void => {
    expect(values).toHaveLength(expected.length);
    values.forEach((value, index) => expect(value).toBeCloseTo(expected[index], digits));
  };

  /** Walks up from the lowest load in steps of 0.001 and stops at the first that misses the SLO. */
  function walked(configuration: string): number {
    const curve = entries
      .filter((entry) => entry.configuration === configuration)
      .sort((a, b) => a.workload.concurrency - b.workload.concurrency);
    let most = NaN;
    for (let index = 1; index < curve.length; index++) {
      const [a, b] = [curve[index - 1], curve[index]];
      const [from, to] = [a.workload.concurrency, b.workload.concurrency];
      for (let load = from; load <= to; load += 0.001) {
        const share = (load - from) / (to - from);
        const ttft = a.metrics.ttft_ms + share * (b.metrics.ttft_ms - a.metrics.ttft_ms);
        const tpot = a.metrics.tpot_ms + share * (b.metrics.tpot_ms - a.metrics.tpot_ms);
        if (ttft > 5000 || tpot > 50) {
          return most;
        }
        most = load;
      }
    }
    return most;
  }

  it('most load within the SLO: 14 % more at equal GPUs', () => {
    const most = (of: (entry: Entry) => boolean): number =>
      Math.max(...Array.from(new Set(entries.filter(of).map(({ configuration }) => configuration)), walked));
    const [aggregated, split] = [most((entry) => !isSplit(entry)), most(isSplit)];
    const slo = pd({ frame: 'slo', slo: SLO });
    close(column(slo, 'aggregated'), [aggregated], 2);
    close(column(slo, 'disaggregated'), [split], 2);
    close(column(slo, 'delta'), [split / aggregated - 1], 4);
    expect([column(slo, 'aggregated_config'), column(slo, 'disaggregated_config')]).toEqual([
      ['4 x TP4'],
      ['1P1D TP8'],
    ]);
    expect(column(slo, 'verdict')).toEqual(['prefill/decode carries 14.0 % more']);
    const bars = pd({ frame: 'slo_bars', slo: SLO });
    const all = Array.from(new Set(entries.map(({ configuration }) => configuration)), walked).map((load) => load / 16);
    const shown = [...column(bars, 'aggregated'), ...column(bars, 'disaggregated')].filter((value) => value !== null);
    close(shown.sort(), all.sort(), 3);
  });

  it('says that a percentile nobody measured decides nothing', () => {
    const slo = pd({ frame: 'slo' });
    expect([column(slo, 'delta'), column(slo, 'verdict')]).toEqual([
      [null],
      ['not known: the SLO was not measured on both sides'],
    ]);
    expect(column(slo, 'aggregated_reason')).toEqual(['TTFT p99 was not measured']);
  });

  it('the ladder of ratios: which side binds, by the most that a GPU of each role was seen to do', () => {
    const gpus = (entry: Entry) => ({
      prefill: entry.prefill_node_count * entry.prefill_tp,
      decode: entry.decode_node_count * entry.decode_tp,
    });
    const split = entries.filter(isSplit);
    const prompts = (entry: Entry): number => (entry.metrics.request_rate * 9999) / gpus(entry).prefill;
    const generated = (entry: Entry): number => (entry.metrics.request_rate * 1000) / gpus(entry).decode;
    const [bestPrefill, bestDecode] = [Math.max(...split.map(prompts)), Math.max(...split.map(generated))];
    const at = split.filter(({ workload }) => workload.concurrency === 256);
    const ladder = pd({ frame: 'ladder', load: 256 });
    const names = (column(ladder, 'ratio') as string[]).slice(1);
    const inOrder = names.map((ratio) =>
      at.find((entry) => `${entry.prefill_node_count}:${entry.decode_node_count}` === ratio)
    ) as Entry[];
    expect(column(ladder, 'ratio')[0]).toBe('aggregated');
    expect(names.slice().sort()).toEqual(['1:1', '1:3', '2:1', '2:2', '3:1']);
    const rates = entries.filter((entry) => !isSplit(entry) && entry.workload.concurrency === 256);
    const baseline = Math.max(...rates.map(({ metrics }) => metrics.request_rate));
    close(
      column(ladder, 'delta').slice(1),
      inOrder.map(({ metrics }) => metrics.request_rate / baseline - 1),
      10
    );
    close(
      column(ladder, 'prefill_utilisation').slice(1),
      inOrder.map((entry) => prompts(entry) / bestPrefill),
      10
    );
    close(
      column(ladder, 'decode_utilisation').slice(1),
      inOrder.map((entry) => generated(entry) / bestDecode),
      10
    );
    const bound = new Map(names.map((ratio, row) => [ratio, column(ladder, 'bound')[row + 1]]));
    expect(bound.get('1:3')).toBe('prefill-bound');
    expect(bound.get('3:1')).toBe('decode-bound');
    expect([bound.get('1:1'), bound.get('2:2'), bound.get('2:1')]).toEqual(['balanced', 'balanced', 'balanced']);
    // x prefill GPUs against 16 - x so that 9,999 / (x best) = 1,000 / ((16 - x) best), to whole GPUs.
    const x = [...Array(15).keys()]
      .map((less) => less + 1)
      .reduce((least, one) => {
        const apart = (n: number): number => Math.abs(9999 / (n * bestPrefill) - 1000 / ((16 - n) * bestDecode));
        return apart(one) < apart(least) ? one : least;
      });
    expect(new Set(column(ladder, 'matched').slice(1))).toEqual(new Set([`${x}:${16 - x}`]));
    const bars = pd({ frame: 'ladder_bars', load: 256 });
    expect(column(bars, 'output_token_throughput_per_gpu_delta')).toEqual(column(ladder, 'delta').slice(1));
  });

  it('recommends by load, with evidence and doubt', () => {
    const loads = [1, 8, 32, 64, 128, 256];
    const most = (load: number, of: (entry: Entry) => boolean): number =>
      Math.max(
        ...entries
          .filter((entry) => entry.workload.concurrency === load && of(entry))
          .map(({ metrics }) => metrics.request_rate)
      );
    const ratios = loads.map((load) => most(load, isSplit) / most(load, (entry) => !isSplit(entry)));
    const found = pd({ frame: 'recommendation', slo: SLO });
    close(column(found, 'delta'), [ratios.reduce((product, ratio) => product * ratio, 1) ** (1 / 6) - 1], 10);
    expect(column(found, 'workload_class')).toEqual(['clearly prefill-heavy, ~8k in, ~1k out']);
    expect(column(found, 'recommendation')).toEqual([
      'Disaggregate up to load 128: prefill/decode (1P1D TP8); from load 256 on aggregated (4 x TP4) is ahead.',
    ]);
    const evidence = String(column(found, 'evidence')[0]);
    // The golden table: +66.3 % at 1, -5.0 % at 256; TTFT 27.1 s against 13.2 s at 256.
    expect(evidence).toContain('Output throughput -5.0 % at load 256 to +66.3 % at load 1');
    expect(evidence).toContain(`TTFT mean ${((13206 / 27090 - 1) * 100).toFixed(1).slice(0, 5)}`);
    expect(evidence).toContain('within the SLO: prefill/decode carries 14.0 % more');
    expect(column(found, 'doubt')).toEqual(['one run a side: nothing tells the differences from noise']);
    const alert = pd({ frame: 'alert' });
    expect(column(alert, 'load')).toEqual(loads.map(String));
    close(
      column(alert, 'lead'),
      ratios.map((ratio) => ratio - 1),
      10
    );
  });
});
