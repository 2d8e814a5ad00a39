import { minimumDetectable, repeatsTable, type Verdict } from '../../analysis/verdict';
import { deltaConfig, numberField, textField } from '../../frames/field';
import type { Field, FieldConfig, Frame, Notice } from '../../frames/frame';
import { metricTitle, type Metric } from '../../model/metric-id';
import { textAt } from '../../model/table';
import { counted, cutNotices, metricSign } from '../common';
import type { Data } from '../data';
import { isFraction } from '../fractions';
import { changeText, metricColumn, overall, VERDICT_CONFIG, VERDICTS } from '../verdicts';
import { reasonOf, type Cell, type Unmatched } from './cells';
import { centresAt } from './measure';
import type { Pair } from './pairs';

/** Relative changes of several metrics share one column: the verdict is coloured, not their sign. */
const DELTA: FieldConfig = deltaConfig(
  'Change',
  'none',
  'candidate / baseline - 1 of geometric means; of error rates and other fractions candidate - baseline.'
);

const percent = (title: string, description?: string): FieldConfig => ({
  displayNameFromDS: title,
  unit: 'percentunit',
  decimals: 1,
  ...(description === undefined ? {} : { description }),
});

const MEAN = 'Mean over runs that the change is made of, in the base unit of the metric.';

/** One row a cell, as many as the answer may have: what nobody sees is not computed. */
export function cellsFrame(all: readonly Cell[], most: number, notices: Notice[]): Frame {
  const cells = all.slice(0, most);
  const needed = repeatsTable();
  const text = (name: string, pick: (cell: Cell) => string | null, config?: FieldConfig): Field =>
    textField(name, cells.map(pick), config);
  const number = (name: string, pick: (cell: Cell, row: number) => number, config: FieldConfig): Field =>
    numberField(name, cells.map(pick), config);
  const centres = cells.map(({ measure, left, right }) => centresAt(measure, left, right));
  return {
    name: 'cells',
    meta: { type: 'table', notices: [...notices, ...cutNotices(all.length, most)] },
    fields: [
      text('config', ({ pair }) => pair.candidate.name),
      number('load', ({ load }) => load, { displayNameFromDS: 'Load' }),
      metricColumn(cells.map(({ metric }) => metric)),
      number('baseline', (_, row) => centres[row][0], { displayNameFromDS: 'Baseline', description: MEAN }),
      number('candidate', (_, row) => centres[row][1], { displayNameFromDS: 'Candidate', description: MEAN }),
      number('n_baseline', ({ left }) => left.n, { displayNameFromDS: 'Runs, baseline' }),
      number('n_candidate', ({ right }) => right.n, { displayNameFromDS: 'Runs, candidate' }),
      number('delta', ({ effect }) => effect.delta, DELTA),
      number('ci_low', ({ effect }) => effect.low, percent('Low', 'Lower end of the 95 % interval of the change.')),
      number('ci_high', ({ effect }) => effect.high, percent('High', 'Upper end of the 95 % interval of the change.')),
      number('p', ({ effect }) => effect.p, { displayNameFromDS: 'p' }),
      number('q', ({ q }) => q, {
        displayNameFromDS: 'q',
        description: 'p adjusted by Benjamini and Hochberg over all cells of this query.',
      }),
      text('verdict', ({ verdict }) => verdict, VERDICT_CONFIG),
      number(
        'mde',
        ({ effect, measure }) => minimumDetectable(effect.error, effect.df, measure.scale),
        percent('Detectable', 'Effect that these runs find with 80 % power.')
      ),
      number('needed_repeats', ({ effect, measure }) => needed(effect.deviations, measure.minEffect, measure.scale), {
        displayNameFromDS: 'Repeats needed',
        description: 'Repeats a side that find the least effect with 80 % power.',
      }),
      text('reason', (cell) => reasonOf(cell) || null, { displayNameFromDS: 'Note' }),
    ],
  };
}

const isComparable = ({ verdict, effect }: Cell): boolean => verdict !== 'incomparable' && !Number.isNaN(effect.delta);

/** The comparable cell that did worst by the direction of its metric; null without one. */
function worstOf(cells: readonly Cell[]): Cell | null {
  const loss = ({ effect, metric }: Cell): number => -effect.delta * metricSign(metric);
  return cells
    .filter(isComparable)
    .reduce<Cell | null>((held, cell) => (held === null || loss(cell) > loss(held) ? cell : held), null);
}

const count = (cells: readonly Cell[], verdict: Verdict): number =>
  cells.filter((cell) => cell.verdict === verdict).length;

const placeOf = ({ pair, load, effect, metric }: Cell): string =>
  `${pair.candidate.name} at load ${load}: ${changeText(effect.delta, isFraction(metric))}`;

/** Mean change over the comparable cells of a metric: by the geometric mean of the ratios, of fractions of the differences. */
function meanChange(metric: Metric, cells: readonly Cell[]): number {
  const deltas = cells.filter(isComparable).map(({ effect }) => effect.delta);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return isFraction(metric) ? mean(deltas) : Math.expm1(mean(deltas.map(Math.log1p)));
}

/** One row a metric: geometric mean of the ratios over common loads, the worst cell, and how often each verdict was given. */
export function summaryFrame(metrics: readonly Metric[], cells: readonly Cell[], notices: Notice[]): Frame {
  const rows = metrics.map((metric) => {
    const own = cells.filter((cell) => cell.metric.id === metric.id);
    return { metric, own, worst: worstOf(own) };
  });
  return {
    name: 'summary',
    meta: { type: 'table', notices },
    fields: [
      metricColumn(metrics),
      textField(
        'verdict',
        rows.map(({ own }) => overall(own.map(({ verdict }) => verdict))),
        VERDICT_CONFIG
      ),
      numberField(
        'delta',
        rows.map(({ metric, own }) => meanChange(metric, own)),
        {
          ...DELTA,
          displayNameFromDS: 'Mean change',
          description:
            'Geometric mean of candidate / baseline over the common loads - 1; of fractions the mean difference.',
        }
      ),
      numberField(
        'cells',
        rows.map(({ own }) => own.length),
        { displayNameFromDS: 'Cells' }
      ),
      ...VERDICTS.map((verdict) =>
        numberField(
          verdict,
          rows.map(({ own }) => count(own, verdict)),
          { displayNameFromDS: `${verdict.charAt(0).toUpperCase()}${verdict.slice(1)}` }
        )
      ),
      textField(
        'worst',
        rows.map(({ worst }) => (worst === null ? null : placeOf(worst))),
        { displayNameFromDS: 'Worst cell' }
      ),
    ],
  };
}

export function unmatchedFrame(unmatched: readonly Unmatched[], notices: Notice[]): Frame {
  return {
    name: 'unmatched',
    meta: { type: 'table', notices },
    fields: [
      textField(
        'side',
        unmatched.map(({ side }) => side),
        { displayNameFromDS: 'Only in' }
      ),
      textField(
        'config',
        unmatched.map(({ config }) => config)
      ),
      numberField(
        'load',
        unmatched.map(({ load }) => load),
        { displayNameFromDS: 'Load' }
      ),
    ],
  };
}

function sentenceOf(cells: readonly Cell[], word: Verdict | null): string {
  const worst = worstOf(cells);
  const of = counted(cells.length, 'cell');
  const most = worst === null ? '' : `; the worst is ${metricTitle(worst.metric)}, ${placeOf(worst)}`;
  switch (word) {
    case null:
      return 'Nothing to compare: no load is on both sides.';
    case 'regression':
      return `Worse: ${counted(count(cells, word), 'regression')} and ${counted(count(cells, 'improvement'), 'improvement')} in ${of}${most}.`;
    case 'improvement':
      return `Better: ${counted(count(cells, word), 'improvement')} and no regression in ${of}.`;
    case 'noisy':
      return `No regression shown, but ${count(cells, word)} of ${of} too noisy to say unchanged${most}.`;
    case 'unchanged':
      return `Unchanged within the least effect that matters, where ${of} could be judged.`;
    case 'insufficient':
      return `Insufficient data: none of ${of} can be judged. Repeat the runs.`;
    case 'incomparable':
      return `Incomparable: ${cells[0].pair.guard}.`;
  }
}

/** One row: the answer in words, how many cells got which verdict, and how many loads had no partner. */
export function verdictFrame(cells: readonly Cell[], unmatched: number, notices: Notice[]): Frame {
  const word = overall(cells.map(({ verdict }) => verdict));
  return {
    name: 'verdict',
    meta: { type: 'table', notices },
    fields: [
      textField('verdict', [word], VERDICT_CONFIG),
      textField('answer', [sentenceOf(cells, word)], { displayNameFromDS: 'Answer' }),
      numberField('cells', [cells.length], { displayNameFromDS: 'Cells' }),
      numberField('unmatched', [unmatched], { displayNameFromDS: 'Unmatched' }),
      ...VERDICTS.map((verdict) =>
        numberField(verdict, [count(cells, verdict)], {
          displayNameFromDS: `${verdict.charAt(0).toUpperCase()}${verdict.slice(1)}`,
        })
      ),
    ],
  };
}

/**
 * One row a configuration, workload and metric with one number: 1 where a load regressed, 0 where none did, null (NoData)
 * where none could be judged. The labels stay the same from build to build.
 */
export function alertFrame(data: Data, cells: readonly Cell[], notices: Notice[]): Frame {
  const label = (id: string, { candidate }: Pair): string => textAt(data.dimension(id), candidate.rows[0]) ?? '';
  const byName = new Map<string, Map<string, Cell[]>>();
  const byPair = new Map<Pair, Map<string, Cell[]>>();
  const named = (pair: Pair): Map<string, Cell[]> => {
    const name = JSON.stringify([label('config', pair), label('workload', pair)]);
    const held = byName.get(name) ?? new Map<string, Cell[]>();
    byName.set(name, held);
    byPair.set(pair, held);
    return held;
  };
  cells.forEach((cell) => {
    const own = byPair.get(cell.pair) ?? named(cell.pair);
    const held = own.get(cell.metric.id);
    if (held === undefined) {
      own.set(cell.metric.id, [cell]);
    } else {
      held.push(cell);
    }
  });
  const rows = ([] as Cell[][]).concat(...Array.from(byName.values(), (own) => Array.from(own.values())));
  const alarm = (own: readonly Cell[]): number =>
    count(own, 'regression') > 0
      ? 1
      : own.every(({ verdict }) => verdict === 'insufficient' || verdict === 'incomparable')
        ? NaN
        : 0;
  return {
    name: 'alert',
    meta: { type: 'numeric-long', typeVersion: [0, 1], notices },
    fields: [
      ...['config', 'workload'].map((id) =>
        textField(
          id,
          rows.map(([{ pair }]) => label(id, pair))
        )
      ),
      metricColumn(rows.map(([{ metric }]) => metric)),
      numberField('alarm', rows.map(alarm), { displayNameFromDS: 'Alarm' }),
    ],
  };
}
