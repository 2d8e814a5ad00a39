import { catalogOf, ask, column, notices, storeOfDirectory } from '../../../../tests/fake-store';
import { describeSamples } from '../../../../tests/samples';
import type { Catalog } from '../../model/catalog';

// Figures typed in from the golden table of the P/D archive: 16 H100, Llama-3.1-70B, 9,999 input and 1,000 output tokens.
const SIXTEEN = [{ key: 'gpus', operator: '=', value: '16' }];

const rounded = (values: readonly unknown[], digits: number): Array<number | null> =>
  values.map((value) => (typeof value === 'number' ? Number(value.toFixed(digits)) : null));

describeSamples('prefill/decode at equal GPUs, golden figures', (samples) => {
  let catalog: Catalog;
  beforeAll(() => {
    catalog = catalogOf(storeOfDirectory(`${samples}/prism-archive`));
  });

  it('compares the frontiers at equal interactivity and leaves the unmeasured empty', () => {
    const [iso] = ask(catalog, {
      kind: 'pd',
      frame: 'iso',
      x: 'interactivity',
      y: 'output_token_throughput_per_gpu',
      at: [15, 25, 35, 45, 60],
      filters: SIXTEEN,
    });
    expect(column(iso, 'gpus')).toEqual(['16', '16', '16', '16', '16']);
    expect(column(iso, 'at')).toEqual([15, 25, 35, 45, 60]);
    expect(rounded(column(iso, 'aggregated'), 2)).toEqual([160.38, 105.38, 60.09, 22.95, null]);
    expect(rounded(column(iso, 'disaggregated'), 2)).toEqual([152.06, 130.98, 111.69, 77.02, 44.73]);
    expect(rounded(column(iso, 'ratio'), 3)).toEqual([0.948, 1.243, 1.859, 3.356, null]);
  });

  it('compares the best of each side at equal load and says where they cross', () => {
    const [byLoad] = ask(catalog, {
      kind: 'pd',
      frame: 'by_load',
      load_metric: 'total_token_throughput',
      filters: SIXTEEN,
    });
    expect(column(byLoad, 'load')).toEqual([1, 8, 32, 64, 128, 256]);
    expect(rounded(column(byLoad, 'aggregated'), 0)).toEqual([530, 3785, 11146, 17235, 24541, 28245]);
    expect(rounded(column(byLoad, 'disaggregated'), 0)).toEqual([881, 5265, 13438, 20960, 26186, 26831]);
    expect(column(byLoad, 'aggregated_config')).toEqual(Array(6).fill('4 x TP4'));
    expect(column(byLoad, 'disaggregated_config')[0]).toBe('1P1D TP8');
    expect(
      rounded(
        (column(byLoad, 'delta') as number[]).map((delta) => delta * 100),
        1
      )
    ).toEqual([66.3, 39.1, 20.6, 21.6, 6.7, -5.0]);
    const milliseconds = (name: string, digits: number) =>
      rounded(
        (column(byLoad, name) as number[]).map((seconds) => seconds * 1000),
        digits
      );
    expect(milliseconds('ttft_mean_aggregated', 0)).toEqual([784, 933, 1326, 1752, 2684, 27090]);
    expect(milliseconds('ttft_mean_disaggregated', 0)).toEqual([443, 1699, 3511, 2875, 4277, 13206]);
    expect(milliseconds('tpot_mean_aggregated', 1)).toEqual([20.0, 22.0, 29.3, 37.9, 53.4, 66.8]);
    expect(milliseconds('tpot_mean_disaggregated', 1)).toEqual([12.1, 14.9, 22.1, 30.4, 49.4, 91.1]);
    expect(notices(byLoad).filter((text) => text.startsWith('Crossover'))).toEqual([
      expect.stringMatching(/between load 128 \(\+6\.7 %\) and load 256 \(-5\.0 %\)/),
    ]);
  });

  it('shows the points of both frontiers', () => {
    const [frontier] = ask(catalog, { kind: 'pd', frame: 'frontier', filters: SIXTEEN });
    const points = rounded(column(frontier, 'interactivity'), 2).map((x, row) => [
      x,
      rounded(column(frontier, 'output_token_throughput_per_gpu'), 2)[row],
    ]);
    expect(points.slice(0, 6)).toEqual([
      [49.99, 3.01],
      [45.39, 21.51],
      [34.13, 63.34],
      [26.37, 97.93],
      [18.74, 139.45],
      [14.98, 160.5],
    ]);
    expect(points.slice(6)).toEqual([
      [82.94, 5.0],
      [66.94, 29.92],
      [45.19, 76.36],
      [32.86, 119.1],
      [20.55, 137.7],
      [20.4, 138.02],
      [20.26, 148.8],
      [16.59, 151.9],
      [10.98, 152.46],
    ]);
  });

  it('says which numbers of GPUs have no counterpart', () => {
    const [iso] = ask(catalog, { kind: 'pd', frame: 'iso' });
    expect(new Set(column(iso, 'gpus'))).toEqual(new Set(['16']));
    expect(notices(iso)).toContainEqual(expect.stringContaining('2, 4, 6, 8, 10, 12, 14 GPUs'));
  });
});
