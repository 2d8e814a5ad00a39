import { conversionFactor, type Unit } from '../model/units';
import type { Issue } from '../model/record';
import { checked, type Statistics } from './checked';
import { text } from './fields';

export interface DeclaredStatistics {
  readonly statistics: Statistics | null;
  readonly issues: readonly Issue[];
}

/**
 * Statistics that declare their unit under `units`, in the base unit wanted. A unit that is unknown or measures something
 * else leaves the numbers out, with an issue: nothing is guessed from their size. Negative numbers are left out as well, for
 * no quantity of a report can be below zero. `name` is what people know the value by.
 */
export function declaredStatistics(value: unknown, wanted: Unit, name: string, path: string): DeclaredStatistics {
  if (value === undefined || value === null) {
    return { statistics: null, issues: [] };
  }
  const doc = checked({ [name]: value }, path);
  const raw = doc.distribution(name);
  if (raw === null) {
    return { statistics: null, issues: doc.issues };
  }
  const declared = text((value as { units?: unknown }).units);
  const factor = declared === null ? null : conversionFactor(declared, wanted);
  if (factor === null) {
    const said = declared === null ? 'declares no unit' : `is declared in "${declared}", which is no unit of it`;
    return {
      statistics: null,
      issues: [
        ...doc.issues,
        {
          severity: 'warning',
          rule: 'unknown-unit',
          path,
          message: `${name} ${said}; its numbers are left out. Correct "units" in the file.`,
        },
      ],
    };
  }
  if (factor === 1) {
    return { statistics: raw, issues: doc.issues };
  }
  const converted: { [stat: string]: number } = {};
  Object.keys(raw).forEach((stat) => {
    const figure = raw[stat] * factor;
    if (Number.isFinite(figure)) {
      converted[stat] = figure;
    } else {
      doc.report(
        'warning',
        'not-finite',
        `${name}.${stat} is beyond what a number can hold in base units; it is left out.`
      );
    }
  });
  return { statistics: Object.keys(converted).length === 0 ? null : converted, issues: doc.issues };
}
