import type { Stat } from '../model/metric-id';
import { conversionFactor, type Unit } from '../model/units';
import { statisticsIn, type Report, type Statistics } from './checked';
import { text } from './fields';

/**
 * Statistics that declare their unit under `units`, in the base unit wanted; null when none. A unit that is unknown or
 * measures something else leaves the numbers out, with an issue: nothing is guessed from their size. Negative numbers are
 * left out as well, for no quantity of a report can be below zero. `name` is what people know the value by, `nameOf` as in
 * `statisticsIn`.
 */
export function declaredStatistics(
  value: unknown,
  wanted: Unit,
  name: string,
  report: Report,
  nameOf?: (key: string) => Stat | null
): Statistics | null {
  const raw = statisticsIn(value, [name], 'refused', report, nameOf);
  if (raw === null) {
    return null;
  }
  const declared = text((value as { units?: unknown }).units);
  const factor = declared === null ? null : conversionFactor(declared, wanted);
  if (factor === null) {
    const said = declared === null ? 'declares no unit' : `is declared in "${declared}", which is no unit of it`;
    report('warning', 'unknown-unit', `${name} ${said}; its numbers are left out. Correct "units" in the file.`);
    return null;
  }
  if (factor === 1) {
    return raw;
  }
  const converted: { [stat: string]: number } = {};
  Object.keys(raw).forEach((stat) => {
    const figure = raw[stat] * factor;
    if (Number.isFinite(figure)) {
      converted[stat] = figure;
    } else {
      report(
        'warning',
        'not-finite',
        `${name}.${stat} is beyond what a number can hold in base units; it is left out.`
      );
    }
  });
  return Object.keys(converted).length === 0 ? null : converted;
}
