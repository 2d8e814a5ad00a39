import type { ComponentType } from 'react';
import type { FormFieldKind } from '../../core/query/definition';
import { FiltersField } from './Filters';
import { GroupsField } from './Groups';
import { DimensionField, DimensionsField, MetricField, MetricsField, RunField, StatField } from './Pick';
import { ChoiceField, NumberField, NumbersField, SwitchField, TextField } from './Plain';
import { BaselineField, SloField } from './Special';
import type { FieldProps } from './types';

/** The control of every kind of form field. */
export const FIELDS: Readonly<Record<FormFieldKind, ComponentType<FieldProps>>> = {
  metric: MetricField,
  metrics: MetricsField,
  stat: StatField,
  dimension: DimensionField,
  dimensions: DimensionsField,
  filters: FiltersField,
  groups: GroupsField,
  number: NumberField,
  numbers: NumbersField,
  text: TextField,
  choice: ChoiceField,
  switch: SwitchField,
  run: RunField,
  baseline: BaselineField,
  slo: SloField,
};
