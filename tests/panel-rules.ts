import type { FrameJson } from '../src/core/frames/frame';

/** What a panel type of Grafana 12.4 takes, seen in a real one. Each rule gives the ways in which frames break it. */
type Rule = (frames: readonly FrameJson[]) => string[];

const fieldsOf = (frame: FrameJson, type: string) => frame.schema.fields.filter((field) => field.type === type);

function increasing(values: readonly unknown[]): boolean {
  return values.every((value, index) => typeof value === 'number' && (index === 0 || value > (values[index - 1] as number)));
}

function valuesOf(frame: FrameJson, name: string): unknown[] {
  return frame.data.values[frame.schema.fields.findIndex((field) => field.name === name)];
}

const xychart: Rule = (frames) =>
  frames.flatMap((frame) => {
    const numbers = fieldsOf(frame, 'number');
    return [
      ...(numbers.length === 2 ? [] : [`${frame.schema.name}: ${numbers.length} number fields instead of x and y`]),
      ...(numbers[1]?.config.displayNameFromDS === undefined ? [`${frame.schema.name}: y has no name for its series`] : []),
    ];
  });

const trend: Rule = (frames) => {
  if (frames.length !== 1) {
    return [`${frames.length} frames instead of one wide frame`];
  }
  const [x, ...ys] = frames[0].schema.fields;
  const units = new Set(ys.map(({ config }) => config.unit));
  return [
    ...(x?.type === 'number' ? [] : ['the first field is no number']),
    ...(x !== undefined && increasing(valuesOf(frames[0], x.name)) ? [] : ['x does not increase strictly']),
    ...(units.size > 1 ? [`fields of different units: ${Array.from(units).join(', ')}`] : []),
    ...(ys.every(({ labels }) => labels !== undefined) || ys.length <= 1 ? [] : ['a series without labels']),
  ];
};

const timeseries: Rule = (frames) =>
  frames.flatMap((frame) => {
    const [time, ...rest] = frame.schema.fields;
    return [
      ...(time?.type === 'time' ? [] : [`${frame.schema.name}: the first field is no time`]),
      ...(rest.some(({ type }) => type === 'number') ? [] : [`${frame.schema.name}: no number field`]),
      ...(valuesOf(frame, time.name).every((value, index, all) => value !== null && (index === 0 || (value as number) >= (all[index - 1] as number))) ? [] : [`${frame.schema.name}: times are missing or not sorted`]),
    ];
  });

const table: Rule = (frames) => (frames.length === 1 ? [] : [`${frames.length} frames; a table shows one`]);

/** Rules that hold whatever the panel. */
const any: Rule = (frames) =>
  frames.flatMap((frame) => {
    const lengths = new Set(frame.data.values.map((values) => values.length));
    const odd = frame.data.values.flat().filter((value) => typeof value === 'number' && !Number.isFinite(value));
    return [
      ...(frame.schema.fields.length === 0 ? [`${frame.schema.name}: no fields, so its notices would not be seen`] : []),
      ...(lengths.size > 1 ? [`${frame.schema.name}: fields of different lengths`] : []),
      ...(odd.length > 0 ? [`${frame.schema.name}: a number that JSON has not`] : []),
    ];
  });

const RULES: Readonly<Record<string, Rule>> = { xychart, trend, timeseries, table };

/** How frames break what a panel type takes; empty where they do not. An unknown panel type is a break of its own. */
export function broken(panel: string, frames: readonly FrameJson[]): string[] {
  const rule = RULES[panel] as Rule | undefined;
  return rule === undefined ? [`no rules for a panel of type ${panel}`] : [...any(frames), ...rule(frames)];
}
