import type { Verdict } from '../../src/core/analysis/verdict';
import type { FieldValue, FrameJson } from '../../src/core/frames/frame';

/** A cell of a comparison as its frame gives it; null: not to be had. */
export interface CellRow {
  readonly config: string;
  readonly load: number;
  readonly metric: string;
  readonly baseline: number | null;
  readonly candidate: number | null;
  readonly n_baseline: number;
  readonly n_candidate: number;
  readonly delta: number | null;
  readonly ci_low: number | null;
  readonly ci_high: number | null;
  readonly p: number | null;
  readonly q: number | null;
  readonly verdict: Verdict;
  readonly mde: number | null;
  readonly needed_repeats: number | null;
  readonly reason: string | null;
}

export function rowsOf<T>(frame: FrameJson): T[] {
  return (frame.data.values[0] ?? []).map(
    (_, row) =>
      Object.fromEntries(
        frame.schema.fields.map(({ name }, index): [string, FieldValue] => [name, frame.data.values[index][row]])
      ) as T
  );
}

/** A limit that the baseline kept and the candidate does not. */
export interface Broken {
  readonly config: string;
  readonly load: number;
  readonly metric: string;
  readonly limit: number;
  readonly baseline: number;
  readonly candidate: number;
}

/** Limits of an SLO that the baseline keeps at a load and the candidate breaks. Cells that cannot be compared say nothing. */
export function brokenLimits(cells: readonly CellRow[], slo: Readonly<Record<string, number>>): Broken[] {
  return cells.flatMap(({ config, load, metric, baseline, candidate, verdict }) => {
    const limit = Object.hasOwn(slo, metric) ? slo[metric] : null;
    return limit !== null &&
      verdict !== 'incomparable' &&
      baseline !== null &&
      candidate !== null &&
      baseline <= limit &&
      candidate > limit
      ? [{ config, load, metric, limit, baseline, candidate }]
      : [];
  });
}

/** All that a comparison says. */
export interface Comparison {
  readonly answer: string;
  readonly cells: readonly CellRow[];
  readonly broken: readonly Broken[];
  readonly summary: FrameJson;
  readonly cellsFrame: FrameJson;
  readonly unmatched: FrameJson;
}

/** Exit status of the gate: 1 on a regression or a broken limit, 3 where no cell could be judged, else 0. */
export function statusOf({ cells, broken }: Pick<Comparison, 'cells' | 'broken'>): number {
  if (broken.length > 0 || cells.some(({ verdict }) => verdict === 'regression')) {
    return 1;
  }
  return cells.every(({ verdict }) => verdict === 'insufficient' || verdict === 'incomparable') ? 3 : 0;
}

const percent = (value: number | null): string => (value === null ? '?' : `${(value * 100).toFixed(1)} %`);

/** What a cell says in one line. */
export function cellText(cell: CellRow): string {
  const numbers = `${cell.baseline ?? '?'} -> ${cell.candidate ?? '?'}, ${percent(cell.delta)} [${percent(cell.ci_low)}, ${percent(cell.ci_high)}], q ${cell.q === null ? '?' : cell.q.toPrecision(2)}, ${cell.n_baseline} against ${cell.n_candidate} runs`;
  return cell.reason === null ? numbers : `${numbers}; ${cell.reason}`;
}

export function brokenText({ config, load, metric, limit, baseline, candidate }: Broken): string {
  return `${metric} of ${config} at load ${load} breaks its limit ${limit}: ${baseline} -> ${candidate}`;
}
