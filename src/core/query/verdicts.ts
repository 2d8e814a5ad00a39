import type { Verdict } from '../analysis/verdict';
import { textField } from '../frames/field';
import type { Field, FieldConfig } from '../frames/frame';
import { metricTitle, type Metric } from '../model/metric-id';

/** The words of a verdict, what needs attention first, with their colours. */
const COLOURS: Readonly<Record<Verdict, string>> = {
  regression: 'red',
  improvement: 'green',
  noisy: 'orange',
  unchanged: 'blue',
  insufficient: 'text',
  incomparable: 'purple',
};

export const VERDICTS = Object.keys(COLOURS) as readonly Verdict[];

/** Options of a mapping by value. */
function mapped<T>(keys: readonly T[], key: (one: T) => string, look: (one: T) => Record<string, unknown>) {
  const options: Record<string, unknown> = {};
  keys.forEach((one, index) => (options[key(one)] = { ...look(one), index }));
  return [{ type: 'value', options }];
}

export const VERDICT_CONFIG: FieldConfig = {
  displayNameFromDS: 'Verdict',
  mappings: mapped(
    VERDICTS,
    (verdict) => verdict,
    (verdict) => ({ color: COLOURS[verdict] })
  ),
  custom: { cellOptions: { type: 'color-text' } },
};

/** The word for many verdicts: the first that any of them is; null where there is none. */
export function overall(verdicts: Iterable<Verdict>): Verdict | null {
  const given = new Set(verdicts);
  return VERDICTS.find((verdict) => given.has(verdict)) ?? null;
}

/** A column of metric ids that reads as their titles. */
export function metricColumnConfig(metrics: readonly Metric[]): FieldConfig {
  return {
    displayNameFromDS: 'Metric',
    mappings: mapped(
      metrics,
      ({ id }) => id,
      (metric) => ({ text: metricTitle(metric) })
    ),
  };
}

/** The metric of each row, by its id. */
export function metricColumn(metrics: readonly Metric[]): Field {
  const distinct = new Map(metrics.map((metric): [string, Metric] => [metric.id, metric]));
  return textField(
    'metric',
    metrics.map(({ id }) => id),
    metricColumnConfig(Array.from(distinct.values()))
  );
}

/** A change in words: `+8.2 %`, of fractions `+0.5 points`. */
export function changeText(delta: number, isFraction: boolean): string {
  const percent = (delta * 100).toFixed(1);
  return `${delta > 0 ? '+' : ''}${percent} ${isFraction ? 'points' : '%'}`;
}
