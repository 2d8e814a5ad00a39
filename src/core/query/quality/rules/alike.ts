import { dimensionsOf } from '../../../model/dimensions';
import { textAt, type Column } from '../../../model/table';
import type { Data } from '../../data';
import { groupMeans, groupRows, type Grouping } from '../../group';
import { figure, loadText, valuesOf, type Rule } from '../rule';

/** Range within which figures of different topologies are no longer apart by more than one run is from the next. */
const RANGE = 0.01;

/** Topologies that agree by chance less likely than because they were one, or stood behind one bottleneck. */
const ENOUGH = 3;

/** A closed loop ties throughput to latency; TPOT is independent of both. */
const FIGURES: readonly string[] = ['output_token_throughput', 'e2e_mean', 'tpot_mean'];

const PLACE: readonly string[] = ['model', 'precision', 'engine', 'hardware', 'gpus', 'workload', 'load_type'];

interface Cell {
  readonly row: number;
  readonly topology: string;
  readonly figures: readonly number[];
}

/** True where every figure of all cells lies within the range. */
function agree(cells: readonly Cell[]): boolean {
  return FIGURES.every((_, index) => {
    const values = cells.map(({ figures }) => figures[index]);
    return values.reduce((a, b) => Math.max(a, b)) <= values.reduce((a, b) => Math.min(a, b)) * (1 + RANGE);
  });
}

/** Sets of cells of one load that agree in every figure, found by throughput in rising order. O(cells log cells). */
function clusters(cells: readonly Cell[]): Cell[][] {
  const sorted = cells.slice().sort((a, b) => a.figures[0] - b.figures[0]);
  const found: Cell[][] = [];
  let cluster: Cell[] = [];
  let [low, high]: number[][] = [[], []];
  const close = (): void => {
    if (cluster.length >= ENOUGH) {
      found.push(cluster);
    }
  };
  sorted.forEach((cell) => {
    const [lower, upper] = [
      cell.figures.map((value, index) => (cluster.length === 0 ? value : Math.min(value, low[index]))),
      cell.figures.map((value, index) => (cluster.length === 0 ? value : Math.max(value, high[index]))),
    ];
    if (upper.every((value, index) => value <= lower[index] * (1 + RANGE))) {
      cluster.push(cell);
      [low, high] = [lower, upper];
    } else {
      close();
      cluster = [cell];
      [low, high] = [cell.figures.slice(), cell.figures.slice()];
    }
  });
  close();
  return found;
}

/** Means of each topology at each load: places (what must be equal), then loads from the highest, then cells. */
function cellsOf(data: Data, rows: Int32Array): Cell[][][] {
  const dimension = (id: string): Column => data.dimension(id);
  const topologies = dimensionsOf('topology').map(dimension);
  const figures = FIGURES.map((id) => valuesOf(data, id));
  const measured = rows.filter((row) => figures.every((values) => values[row] > 0));
  // Configurations first: they are few, and each is of one topology.
  const configs = groupRows(['config', 'workload', 'load_type', 'load'].map(dimension), measured);
  const merged = groupRows([...[...PLACE, 'load'].map(dimension), ...topologies], configs.first);
  const cells: Grouping = { ...merged, groupOf: configs.groupOf.map((config) => merged.groupOf[config]) };
  const means = figures.map((values) => groupMeans(cells, measured, values).means);
  const places = groupRows(PLACE.map(dimension), cells.first);
  const load = dimension('load');
  const byPlace = Array.from({ length: places.count }, () => new Map<number, Cell[]>());
  cells.first.forEach((row, cell) => {
    const at = load.kind === 'number' ? load.values[row] : NaN;
    if (!Number.isNaN(at)) {
      const loads = byPlace[places.groupOf[cell]];
      const topology = textAt(data.dimension('topology'), row) ?? '';
      const found = loads.get(at) ?? [];
      found.push({ row, topology, figures: means.map((values) => values[cell]) });
      loads.set(at, found);
    }
  });
  return byPlace.map((loads) =>
    Array.from(loads)
      .sort(([a], [b]) => b - a)
      .map(([, found]) => found)
  );
}

/**
 * Topologies of as many accelerators that agree at the two highest loads they share. At low load they may: there is no queue
 * that a topology could shorten.
 */
export const alike: Rule = {
  id: 'alike-across-topologies',
  severity: 'warning',
  title: 'Topologies that make no difference',
  advice:
    'Check that each was really deployed, and that neither load generator nor network was the limit, before you rank them',
  bases: ['output_token_throughput', 'e2e', 'tpot'],
  open(data, rows) {
    const found = new Map<number, Cell[]>();
    cellsOf(data, rows).forEach(([highest = [], ...lower]) =>
      clusters(highest).forEach((cluster) => {
        const names = new Set(cluster.map(({ topology }) => topology));
        const next = lower
          .map((cells) => cells.filter(({ topology }) => names.has(topology)))
          .find((cells) => cells.length === cluster.length);
        if (next !== undefined && names.size === cluster.length && agree(next)) {
          [cluster, next].forEach((cells) => cells.forEach(({ row }) => found.set(row, cells)));
        }
      })
    );
    return {
      suspicious: (row) => found.has(row),
      say(row) {
        const cells = found.get(row) ?? [];
        const throughputs = cells.map(({ figures }) => figures[0]);
        return `${cells
          .map(({ topology }) => topology)
          .sort()
          .join(', ')} agree within 1 % at ${loadText(data, row)} (${figure(Math.min(...throughputs))} to ${figure(
          Math.max(...throughputs),
          'tokens_per_second'
        )}), and at the other of their two highest loads`;
      },
    };
  },
};
