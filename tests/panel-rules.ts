import type { FieldConfig, FrameJson } from '../src/core/frames/frame';

/** The part of a panel of a dashboard that decides what frames it takes. */
export interface PanelShape {
  readonly type: string;
  readonly options?: {
    readonly mapping?: string;
    readonly series?: readonly unknown[];
    readonly reduceOptions?: { readonly calcs: readonly string[]; readonly fields: string; readonly values: boolean };
    readonly xTickLabelRotation?: number;
  };
}

type FieldOf = FrameJson['schema']['fields'][number];

/** What a panel type of Grafana 12.4 takes, seen in a real one. Each rule gives the ways in which frames break it. */
type Rule = (frames: readonly FrameJson[], panel: PanelShape) => string[];

const unless = (holds: boolean, problem: string): string[] => (holds ? [] : [problem]);
const titleOf = (field: FieldOf): string => field.config.displayNameFromDS ?? field.name;
const fieldsOf = (frame: FrameJson, type: string): FieldOf[] =>
  frame.schema.fields.filter((field) => field.type === type);
const valuesOf = (frame: FrameJson, field: FieldOf): readonly unknown[] =>
  frame.data.values[frame.schema.fields.indexOf(field)];
const differing = (values: readonly unknown[]): boolean =>
  new Set(values.map((value) => JSON.stringify(value))).size > 1;

function rising(values: readonly unknown[], strictly: boolean): boolean {
  return values.every(
    (value, index) =>
      typeof value === 'number' &&
      (index === 0 || (strictly ? value > (values[index - 1] as number) : value >= (values[index - 1] as number)))
  );
}

function custom(config: FieldConfig, name: string): unknown {
  return config.custom?.[name];
}

/** Exactly x and y a frame and texts for the tooltip; y is called after its series; one scale a direction for all frames. */
const xychart: Rule = (frames, { options }) => {
  const axes = frames.map((frame) => fieldsOf(frame, 'number'));
  return [
    ...unless(options?.mapping === 'auto', 'options.mapping is not auto'),
    ...unless(JSON.stringify(options?.series) === '[{}]', 'options.series is not [{}]'),
    ...unless(frames.length > 0, 'no frame, so its notices would not be seen'),
    ...frames.flatMap((frame, index) => [
      ...unless(
        axes[index].length === 2,
        `${frame.schema.name}: ${axes[index].length} number fields instead of x and y`
      ),
      ...unless(
        fieldsOf(frame, 'string').length === frame.schema.fields.length - axes[index].length,
        `${frame.schema.name}: a field that is neither number nor text`
      ),
      ...unless(
        axes[index][1]?.config.displayNameFromDS !== undefined,
        `${frame.schema.name}: y has no name for its series`
      ),
      ...unless(
        axes[index].every((field) => !valuesOf(frame, field).includes(null)),
        `${frame.schema.name}: a point without a coordinate`
      ),
    ]),
    ...unless(!differing(axes.map(([x]) => [x?.name, x?.config.unit])), 'frames of different x'),
    ...unless(!differing(axes.map(([, y]) => y?.config.unit)), 'frames of different units of y'),
    ...unless(new Set(axes.map(([, y]) => y && titleOf(y))).size === axes.length, 'two series of one name'),
  ];
};

/** One wide frame: x strictly rising, then number fields of one unit and scale, told apart by labels. */
const trend: Rule = (frames) => {
  if (frames.length !== 1) {
    return [`${frames.length} frames instead of one wide frame`];
  }
  const [frame] = frames;
  const [x, ...ys] = frame.schema.fields;
  const titles = ys.map(titleOf);
  return [
    ...unless(x?.type === 'number', 'the first field is no number'),
    ...unless(x !== undefined && rising(valuesOf(frame, x), true), 'x does not increase strictly'),
    ...unless(
      ys.every(({ type }) => type === 'number'),
      'a series that is no number'
    ),
    ...unless(!differing(ys.map(({ config }) => config.unit)), 'fields of different units'),
    ...unless(!differing(ys.map(({ config }) => custom(config, 'scaleDistribution'))), 'fields of different scales'),
    ...unless(ys.length <= 1 || ys.every(({ labels }) => labels !== undefined), 'a series without labels'),
    ...unless(new Set(titles).size === titles.length, 'two series of one name'),
    ...ys.flatMap(({ config }) => {
      const below = custom(config, 'fillBelowTo');
      return unless(
        below === undefined || titles.includes(String(below)),
        `a band down to ${String(below)}, which is not there`
      );
    }),
  ];
};

/** timeseries-multi: a frame a series, time first and in order, one number. */
const timeseries: Rule = (frames) => [
  ...unless(frames.length > 0, 'no frame, so its notices would not be seen'),
  ...frames.flatMap((frame) => {
    const [time, ...rest] = frame.schema.fields;
    const { name } = frame.schema;
    return [
      ...unless(frame.schema.meta.type === 'timeseries-multi', `${name}: not of the type timeseries-multi`),
      ...unless(time?.type === 'time', `${name}: the first field is no time`),
      ...unless(rest.filter(({ type }) => type === 'number').length === 1, `${name}: not exactly one number field`),
      ...unless(time !== undefined && rising(valuesOf(frame, time), false), `${name}: times are missing or not sorted`),
    ];
  }),
];

/** One frame; columns of different titles; null has its own look where cells are coloured. */
const table: Rule = (frames) => {
  if (frames.length !== 1) {
    return [`${frames.length} frames; a table shows one`];
  }
  const [{ schema }] = frames;
  return [
    ...unless(new Set(schema.fields.map(titleOf)).size === schema.fields.length, 'two columns of one title'),
    ...schema.fields
      .filter(({ type, config }) => type === 'number' && custom(config, 'cellOptions') !== undefined)
      .flatMap((field) =>
        unless(
          JSON.stringify(field.config.mappings ?? []).includes('"match":"null"'),
          `${titleOf(field)}: an empty cell would take a colour`
        )
      ),
  ];
};

/** One frame with exactly one field of the title that the panel reduces. */
const stat: Rule = (frames, { options }) => {
  const reduce = options?.reduceOptions;
  const pattern = /^\/(.*)\/$/.exec(reduce?.fields ?? '');
  if (reduce === undefined || reduce.values || reduce.calcs.length !== 1 || pattern === null) {
    return ['options.reduceOptions is not one calculation over fields of a title'];
  }
  const wanted = new RegExp(pattern[1]);
  return [
    ...unless(frames.length === 1, `${frames.length} frames instead of one`),
    ...frames.flatMap((frame) => {
      const found = frame.schema.fields.filter((field) => wanted.test(titleOf(field)));
      return [
        ...unless(found.length === 1, `${found.length} fields of the title ${reduce.fields}`),
        ...unless(
          found.every(({ type }) => type !== 'string' || reduce.calcs[0] === 'firstNotNull'),
          `${reduce.fields} is text, of which only the first can be shown`
        ),
      ];
    }),
  ];
};

/** One text field, the labels under the bars, and number fields of one unit. */
const barchart: Rule = (frames, { options }) => {
  if (frames.length !== 1) {
    return [`${frames.length} frames; a bar chart shows one`];
  }
  const [frame] = frames;
  const [numbers, texts] = [fieldsOf(frame, 'number'), fieldsOf(frame, 'string')];
  const longest = Math.max(0, ...texts.flatMap((field) => valuesOf(frame, field).map((value) => String(value).length)));
  return [
    ...unless(texts.length === 1, `${texts.length} text fields instead of one`),
    ...unless(numbers.length > 0, 'no number field'),
    ...unless(!differing(numbers.map(({ config }) => config.unit)), 'bars of different units'),
    ...unless(longest <= 24 || (options?.xTickLabelRotation ?? 0) !== 0, 'long labels that are not turned'),
  ];
};

/** Rules that hold whatever the panel. */
const any: Rule = (frames) =>
  frames.flatMap(({ schema, data }) => {
    const keys = schema.fields.map(({ name, labels }) => JSON.stringify([name, labels]));
    return [
      ...unless(schema.fields.length > 0, `${schema.name}: no fields, so its notices would not be seen`),
      ...unless(data.values.length === schema.fields.length, `${schema.name}: values of other fields than its own`),
      ...unless(
        new Set(data.values.map(({ length }) => length)).size <= 1,
        `${schema.name}: fields of different lengths`
      ),
      ...unless(new Set(keys).size === keys.length, `${schema.name}: two fields of one name`),
      ...unless(
        data.values.every((values) => values.every((value) => typeof value !== 'number' || Number.isFinite(value))),
        `${schema.name}: a number that JSON has not`
      ),
    ];
  });

const RULES: Readonly<Record<string, Rule>> = { xychart, trend, timeseries, table, stat, barchart };

/** How frames break what a panel takes; empty where they do not. A type of panel without rules is a break of its own. */
export function broken(panel: PanelShape, frames: readonly FrameJson[]): string[] {
  const rule = RULES[panel.type] as Rule | undefined;
  return rule === undefined
    ? [`no rules for a panel of type ${panel.type}`]
    : [...any(frames, panel), ...rule(frames, panel)];
}
