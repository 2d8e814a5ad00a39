import { textField } from '../../frames/field';
import type { Field } from '../../frames/frame';
import type { Budget, Sides } from './sides';

/** First fields of every table of `pd`: the comparable class, where there are several, and the number of GPUs of each row. */
export function budgetFields(sides: Sides, rows: ReadonlyArray<{ readonly budget: Budget }>): readonly Field[] {
  const groups = rows.map(({ budget }) => budget.group);
  const gpus = rows.map(({ budget }) => String(budget.gpus));
  return [
    ...(sides.grouped ? [textField('group', groups, { displayNameFromDS: 'Group' })] : []),
    textField('gpus', gpus, { displayNameFromDS: 'GPUs' }),
  ];
}
