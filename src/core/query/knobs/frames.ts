import { HIDDEN_COLUMN, numberField, textField } from '../../frames/field';
import type { Field, FieldConfig, Frame, Notice } from '../../frames/frame';
import { metricColumn, VERDICT_CONFIG } from '../verdicts';
import type { Advice } from './advice';
import type { KnobEffect } from './effects';

const CLASS: FieldConfig = { displayNameFromDS: 'Decision' };
const percent = (displayNameFromDS: string, description?: string): FieldConfig => ({
  displayNameFromDS,
  unit: 'percentunit',
  decimals: 1,
  ...(description === undefined ? {} : { description }),
});

const EACH = '95 % interval of this effect by itself: of twenty such intervals one misses the truth.';
const ALL =
  '95 % interval of all effects of this answer together (Bonferroni): the one to trust for the largest of many.';

const NOTES: Readonly<Record<KnobEffect['effect']['kind'], string | null>> = {
  welch: null,
  prediction: 'repeats on one side alone',
  pooled: 'single runs, judged by the variation of other repeats',
  none: 'single runs, and fewer than five cells with repeats to judge them by',
};

/** One row a step and metric. */
export function effectsFrame(effects: readonly KnobEffect[], notices: Notice[]): Frame {
  const text = (name: string, displayNameFromDS: string, pick: (one: KnobEffect) => string | null): Field =>
    textField(name, effects.map(pick), { displayNameFromDS });
  const number = (name: string, pick: (one: KnobEffect) => number, config: FieldConfig): Field =>
    numberField(name, effects.map(pick), config);
  return {
    name: 'effects',
    meta: { type: 'table', notices },
    fields: [
      text('dimension', 'Dimension', ({ dimension }) => dimension),
      textField(
        'class',
        effects.map(({ decision }) => decision),
        CLASS
      ),
      text('from', 'From', ({ from }) => from),
      text('to', 'To', ({ to }) => to),
      metricColumn(effects.map(({ metric }) => metric)),
      number(
        'effect',
        ({ effect }) => effect.delta,
        percent('Effect', 'to / from - 1 of geometric means over common loads; of fractions to - from.')
      ),
      number('ci_low', ({ effect }) => effect.low, percent('Low', EACH)),
      number('ci_high', ({ effect }) => effect.high, percent('High', EACH)),
      // Of many effects and few repeats so wide that they would hide what the table shows.
      number('all_low', ({ together }) => together[0], { ...percent('Low, all together', ALL), custom: HIDDEN_COLUMN }),
      number('all_high', ({ together }) => together[1], {
        ...percent('High, all together', ALL),
        custom: HIDDEN_COLUMN,
      }),
      number('pairs', ({ effect }) => effect.pairs, {
        displayNameFromDS: 'Pairs',
        description: 'Pairs of configurations at equal load, workload and build that differ in this alone.',
      }),
      textField(
        'verdict',
        effects.map(({ verdict }) => verdict),
        VERDICT_CONFIG
      ),
      text('confounded', 'Confounded with', ({ confounded }) => (confounded === '' ? null : confounded)),
      text('reason', 'Note', ({ effect }) => NOTES[effect.kind]),
    ],
  };
}

/** One row a decision. */
export function adviceFrame(advice: readonly Advice[], notices: Notice[]): Frame {
  const text = (name: string, displayNameFromDS: string, pick: (one: Advice) => string | null): Field =>
    textField(name, advice.map(pick), { displayNameFromDS });
  const number = (name: string, pick: (one: Advice) => number, config: FieldConfig): Field =>
    numberField(name, advice.map(pick), config);
  return {
    name: 'advice',
    meta: { type: 'table', notices },
    fields: [
      textField(
        'class',
        advice.map(({ decision }) => decision),
        CLASS
      ),
      text('setting', 'Best known setting', ({ setting }) => setting),
      text('against', 'Next best', ({ against }) => against),
      text('workload', 'Workload', ({ workload }) => workload),
      number('max_load', ({ load }) => load, {
        displayNameFromDS: 'Most load',
        description: 'Most load within the SLO; where every measured load meets it, the highest.',
      }),
      number('max_load_per_gpu', ({ loadPerGpu }) => loadPerGpu, { displayNameFromDS: 'Most load per GPU' }),
      number(
        'gain',
        ({ gain }) => gain?.delta ?? NaN,
        percent('Gain', 'Most load per GPU against the next best setting - 1.')
      ),
      number('ci_low', ({ gain }) => gain?.low ?? NaN, percent('Low', '95 % interval, where both have repeats.')),
      number('ci_high', ({ gain }) => gain?.high ?? NaN, percent('High', '95 % interval, where both have repeats.')),
      text('evidence', 'Evidence', ({ evidence }) => evidence),
      text('doubt', 'Doubt', ({ doubt }) => (doubt === '' ? null : doubt)),
    ],
  };
}
