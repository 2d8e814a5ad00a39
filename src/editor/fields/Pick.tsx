import { useCallback } from 'react';
import { Combobox, MultiCombobox } from '@grafana/ui';
import { idOf, matching, optionOf, titled, NUMBER_DIMENSIONS, type Option } from '../options';
import { textOf, textsOf, type FieldProps } from './types';

type Load = (typed: string) => Promise<Option[]>;

/** Lists offer what the store has; a failed list offers nothing, and any name can still be typed. */
function useOptions(load: () => Promise<Option[]>): Load {
  return useCallback(
    (typed) =>
      load()
        .then((options) => matching(options, typed))
        .catch(() => []),
    [load]
  );
}

function useMetrics({ source }: FieldProps, extra: readonly Option[]): Load {
  return useOptions(
    useCallback(
      async () => [
        ...(await source.lists.metrics()).map((entry) => ({ ...optionOf(entry), group: 'Metrics' })),
        ...extra,
      ],
      [source, extra]
    )
  );
}

function useDimensions({ source }: FieldProps): Load {
  return useOptions(useCallback(async () => (await source.lists.dimensions([])).map(optionOf), [source]));
}

const NO_EXTRA: readonly Option[] = [];

function One({ id, value, field, onChange, load }: FieldProps & { load: Load }) {
  const text = textOf(value);
  return (
    <Combobox
      id={id}
      width={32}
      isClearable
      createCustomValue
      placeholder={field.placeholder ?? 'Choose or type'}
      options={load}
      value={text === '' ? null : titled(text)}
      onChange={(option) => onChange(option === null ? undefined : idOf(option.value))}
    />
  );
}

function Several({ id, value, field, onChange, load }: FieldProps & { load: Load }) {
  return (
    <MultiCombobox
      id={id}
      width="auto"
      minWidth={32}
      maxWidth={90}
      isClearable
      createCustomValue
      placeholder={field.placeholder ?? 'Choose or type'}
      options={load}
      value={textsOf(value).map(titled)}
      onChange={(options) => onChange(options.length === 0 ? undefined : options.map((option) => idOf(option.value)))}
    />
  );
}

/** A metric with its statistic, or for an axis a dimension that holds numbers. */
export function MetricField(props: FieldProps) {
  return <One {...props} load={useMetrics(props, NUMBER_DIMENSIONS)} />;
}

export function MetricsField(props: FieldProps) {
  return <Several {...props} load={useMetrics(props, NO_EXTRA)} />;
}

export function DimensionField(props: FieldProps) {
  return <One {...props} load={useDimensions(props)} />;
}

export function DimensionsField(props: FieldProps) {
  return <Several {...props} load={useDimensions(props)} />;
}

export function StatField(props: FieldProps) {
  const { source } = props;
  return (
    <One
      {...props}
      load={useOptions(useCallback(async () => (await source.lists.stats('')).map(optionOf), [source]))}
    />
  );
}

export function RunField(props: FieldProps) {
  const { source } = props;
  return (
    <One
      {...props}
      load={useOptions(useCallback(async () => (await source.lists.values('run', [])).map(optionOf), [source]))}
    />
  );
}
