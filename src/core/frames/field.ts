import { dimension, dimensionTitle } from '../model/dimensions';
import { metricTitle, metricUnit, type Metric } from '../model/metric-id';
import type { Field, FieldConfig } from './frame';

const DASH_FOR_NULL = [{ type: 'special', options: { match: 'null', result: { text: '–', color: 'transparent' } } }];

const DIRECTION_NOTE = { lower: ' Lower is better.', higher: ' Higher is better.', none: '' } as const;

/** Style of a column that tables hide; which of the keys is read differs between releases of Grafana. */
export const HIDDEN_COLUMN: FieldConfig['custom'] = { hidden: true, hideFrom: { viz: true } };

/** Field config of a metric: title, unit, meaning and direction out of the table. */
export function metricConfig(metric: Metric, title = metricTitle(metric)): FieldConfig {
  const { base } = metric;
  return {
    displayNameFromDS: title,
    description: `${base.definition}${DIRECTION_NOTE[base.direction]} Source: ${base.source}.`,
    unit: metricUnit(metric),
    ...(base.id === 'schedule_delay' ? {} : { min: 0 }),
    ...(base.unit === 'fraction' && base.id !== 'spec_decode_acceptance_rate' ? { max: 1 } : {}),
    mappings: DASH_FOR_NULL,
    custom: { direction: base.direction },
  };
}

/** Field config of a dimension. */
export function dimensionConfig(id: string): FieldConfig {
  const description = dimension(id)?.description;
  return { displayNameFromDS: dimensionTitle(id), ...(description === undefined ? {} : { description }) };
}

/** The config with a title for the axis of a chart; the title of a series is its name, so it cannot say what is drawn. */
export function labelled(config: FieldConfig, axisLabel: string): FieldConfig {
  return { ...config, custom: { ...config.custom, axisLabel } };
}

export function metricField(metric: Metric, values: Float64Array, name = metric.id): Field {
  return { name, type: 'number', values, config: metricConfig(metric) };
}

export function textField(
  name: string,
  values: ReadonlyArray<string | null>,
  config: FieldConfig = dimensionConfig(name)
): Field {
  return { name, type: 'string', values, config };
}

export function numberField(
  name: string,
  values: Float64Array | ReadonlyArray<number | null>,
  config: FieldConfig = {}
): Field {
  return {
    name,
    type: 'number',
    values,
    config: { displayNameFromDS: dimensionTitle(name), mappings: DASH_FOR_NULL, ...config },
  };
}

export function timeField(
  name: string,
  values: Float64Array | ReadonlyArray<number | null>,
  config: FieldConfig = dimensionConfig(name)
): Field {
  return { name, type: 'time', values, config };
}

/** Colours that mean the same on every panel: aggregated and disaggregated serving, better and worse. */
export const COLOR = {
  aggregated: 'blue',
  disaggregated: 'orange',
  better: 'green',
  worse: 'red',
  neutral: 'text',
} as const;

/**
 * Config of a relative change (a fraction, candidate / baseline - 1): green on the better side of zero, red on the worse,
 * by the direction of the metric.
 */
export function deltaConfig(title: string, direction: 'lower' | 'higher' | 'none', description: string): FieldConfig {
  const [below, above] =
    direction === 'none'
      ? [COLOR.neutral, COLOR.neutral]
      : direction === 'higher'
        ? [COLOR.worse, COLOR.better]
        : [COLOR.better, COLOR.worse];
  return {
    displayNameFromDS: title,
    description,
    unit: 'percentunit',
    decimals: 1,
    thresholds: {
      mode: 'absolute',
      steps: [
        { value: null, color: below },
        { value: 0, color: above },
      ],
    },
    mappings: DASH_FOR_NULL,
    custom: { cellOptions: { type: 'color-text' } },
  };
}
