import type { ComboboxOption } from '@grafana/ui';
import { metricTitle, parseMetric } from '../core/model/metric-id';
import { DIMENSIONS, dimensionTitle } from '../core/model/dimensions';
import type { Entry } from '../lists';

export type Option = ComboboxOption<string>;

function counted(count: number | null): string | undefined {
  return count === null ? undefined : `${count} ${count === 1 ? 'point' : 'points'}`;
}

export function optionOf({ value, text, count }: Entry): Option {
  return { value, label: text, description: counted(count) ?? (text === value ? undefined : value) };
}

/** Title of an id in the core's tables, so that a saved value reads well before any list has arrived. */
export function titled(id: string): Option {
  const metric = parseMetric(id);
  return { value: id, label: metric === null ? dimensionTitle(id) : metricTitle(metric) };
}

/** The id of a dimension of the table whose title was typed in full; everything else is taken as it was typed. */
export function idOf(typed: string): string {
  const wanted = typed.trim().toLowerCase();
  return DIMENSIONS.find(({ title }) => title.toLowerCase() === wanted)?.id ?? typed.trim();
}

/** Options that hold what was typed. */
export function matching(options: readonly Option[], typed: string): Option[] {
  const wanted = typed.trim().toLowerCase();
  return options.filter(
    ({ label = '', value }) => label.toLowerCase().includes(wanted) || value.toLowerCase().includes(wanted)
  );
}

/** Dimensions that hold numbers: what an axis can be besides a metric. */
export const NUMBER_DIMENSIONS: readonly Option[] = DIMENSIONS.filter(
  ({ kind, decision }) => kind === 'number' && (decision === 'load' || decision === 'sizing' || decision === 'topology')
).map(({ id, title, description }) => ({
  value: id,
  label: title,
  description,
  group: 'Dimensions',
}));
