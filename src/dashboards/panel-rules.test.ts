import { broken, type PanelShape } from '../../tests/panel-rules';
import type { FieldConfig, FrameJson, FrameMeta } from '../core/frames/frame';

interface FieldOf {
  readonly name: string;
  readonly type?: 'number' | 'string' | 'time';
  readonly values?: FrameJson['data']['values'][number];
  readonly config?: FieldConfig;
  readonly labels?: Record<string, string>;
}

const frame = (fields: readonly FieldOf[], meta: FrameMeta = {}): FrameJson => ({
  schema: {
    name: 'f',
    meta,
    fields: fields.map(({ name, type = 'number', config = {}, labels }) => ({
      name,
      type,
      config: { displayNameFromDS: name, ...config },
      ...(labels === undefined ? {} : { labels }),
    })),
  },
  data: { values: fields.map(({ values = [1, 2] }) => values) },
});

const text = (name: string, values = ['a', 'b']): FieldOf => ({ name, type: 'string', values });
const [x, y] = [{ name: 'x' }, { name: 'y', labels: { series: 'y' } }];
const z: FieldOf = { name: 'z', labels: { series: 'z' } };
const time: FieldOf = { name: 't', type: 'time' };
const MULTI: FrameMeta = { type: 'timeseries-multi', typeVersion: [0, 1] };
const DASH = [{ type: 'special', options: { match: 'null', result: { text: '–' } } }];

const XY: PanelShape = { type: 'xychart', options: { mapping: 'auto', series: [{}] } };
const STAT: PanelShape = {
  type: 'stat',
  options: { reduceOptions: { calcs: ['max'], fields: '/^x$/', values: false } },
};
const [TREND, TIME, TABLE, BARS] = ['trend', 'timeseries', 'table', 'barchart'].map((type): PanelShape => ({ type }));

describe('what a panel takes', () => {
  it.each<[string, PanelShape, FrameJson[]]>([
    ['x, y and texts, a frame a series', XY, [frame([x, y, text('load')]), frame([x, z])]],
    [
      'an empty series',
      XY,
      [
        frame([
          { ...x, values: [] },
          { ...y, values: [] },
        ]),
      ],
    ],
    ['one wide frame with a gap', TREND, [frame([x, { ...y, values: [null, 1] }, z])]],
    ['a band', TREND, [frame([x, y, { ...z, config: { custom: { fillBelowTo: 'y' } } }])]],
    ['an axis alone', TREND, [frame([{ ...x, values: [] }])]],
    ['frames of time and number', TIME, [frame([time, y], MULTI), frame([time, z], MULTI)]],
    ['any fields', TABLE, [frame([text('a'), x, time])]],
    [
      'coloured cells with a look for null',
      TABLE,
      [frame([{ ...x, config: { custom: { cellOptions: {} }, mappings: DASH } }])],
    ],
    ['the field that it reduces', STAT, [frame([text('a'), x, y])]],
    ['labels and bars', BARS, [frame([text('a'), x, y])]],
  ])('%s', (_, panel, frames) => {
    expect(broken(panel, frames)).toEqual([]);
  });
});

describe('what a panel cannot show', () => {
  it.each<[RegExp, PanelShape, FrameJson[]]>([
    [/no rules for a panel of type piechart/, { type: 'piechart' }, [frame([x])]],
    [/f: no fields/, TABLE, [frame([])]],
    [/f: values of other fields/, TABLE, [{ ...frame([x]), data: { values: [[1], [2]] } }]],
    [/f: fields of different lengths/, TABLE, [frame([x, { ...y, values: [1] }])]],
    [/f: two fields of one name/, TABLE, [frame([x, { ...x, config: { displayNameFromDS: 'other' } }])]],
    [/f: a number that JSON has not/, TABLE, [frame([{ ...x, values: [NaN] }])]],

    [/mapping is not auto/, { type: 'xychart', options: { mapping: 'manual', series: [{}] } }, [frame([x, y])]],
    [/series is not/, { type: 'xychart', options: { mapping: 'auto', series: [] } }, [frame([x, y])]],
    [/no frame/, XY, []],
    [/f: 3 number fields/, XY, [frame([x, y, z])]],
    [/f: 1 number fields/, XY, [frame([x, text('y')])]],
    [/neither number nor text/, XY, [frame([x, y, time])]],
    [/y has no name/, XY, [frame([x, { ...y, config: { displayNameFromDS: undefined } }])]],
    [/without a coordinate/, XY, [frame([x, { ...y, values: [1, null] }])]],
    [/different x/, XY, [frame([x, y]), frame([{ name: 'w' }, z])]],
    [/different x/, XY, [frame([x, y]), frame([{ ...x, config: { unit: 's' } }, z])]],
    [/different units of y/, XY, [frame([x, y]), frame([x, { ...z, config: { unit: 's' } }])]],
    [/two series of one name/, XY, [frame([x, y]), frame([x, y])]],

    [/2 frames/, TREND, [frame([x, y]), frame([x, y])]],
    [/0 frames/, TREND, []],
    [/first field is no number/, TREND, [frame([text('x'), y])]],
    [/x does not increase/, TREND, [frame([{ ...x, values: [1, 1] }, y])]],
    [/x does not increase/, TREND, [frame([{ ...x, values: [1, null] }, y])]],
    [/no number/, TREND, [frame([x, text('y')])]],
    [/different units/, TREND, [frame([x, y, { ...z, config: { unit: 's' } }])]],
    [
      /different scales/,
      TREND,
      [frame([x, y, { ...z, config: { custom: { scaleDistribution: { type: 'log', log: 2 } } } }])],
    ],
    [/without labels/, TREND, [frame([x, y, { name: 'z' }])]],
    [/two series of one name/, TREND, [frame([x, y, { ...z, config: { displayNameFromDS: 'y' } }])]],
    [/a band down to low/, TREND, [frame([x, { ...y, config: { custom: { fillBelowTo: 'low' } } }])]],

    [/no frame/, TIME, []],
    [/type timeseries-multi/, TIME, [frame([time, y])]],
    [/first field is no time/, TIME, [frame([x, y], MULTI)]],
    [/exactly one number/, TIME, [frame([time], MULTI)]],
    [/exactly one number/, TIME, [frame([time, y, z], MULTI)]],
    [/times are missing or not sorted/, TIME, [frame([{ ...time, values: [2, 1] }, y], MULTI)]],
    [/times are missing or not sorted/, TIME, [frame([{ ...time, values: [null, 1] }, y], MULTI)]],

    [/2 frames/, TABLE, [frame([x]), frame([y])]],
    [/two columns of one title/, TABLE, [frame([x, { ...y, config: { displayNameFromDS: 'x' } }])]],
    [/an empty cell would take a colour/, TABLE, [frame([{ ...x, config: { custom: { cellOptions: {} } } }])]],

    [/not one calculation/, { type: 'stat' }, [frame([x])]],
    [
      /not one calculation/,
      { type: 'stat', options: { reduceOptions: { calcs: ['max', 'min'], fields: '/^x$/', values: false } } },
      [frame([x])],
    ],
    [
      /not one calculation/,
      { type: 'stat', options: { reduceOptions: { calcs: ['max'], fields: '', values: false } } },
      [frame([x])],
    ],
    [/2 frames/, STAT, [frame([x]), frame([x])]],
    [/0 fields of the title/, STAT, [frame([y])]],
    [/is text, of which only the first/, STAT, [frame([text('x')])]],

    [/2 frames/, BARS, [frame([text('a'), x]), frame([text('a'), x])]],
    [/0 text fields/, BARS, [frame([x])]],
    [/no number field/, BARS, [frame([text('a')])]],
    [/different units/, BARS, [frame([text('a'), x, { ...y, config: { unit: 's' } }])]],
    [/long labels/, BARS, [frame([text('a', ['a', 'b'.repeat(30)]), x])]],
  ])('%s', (words, panel, frames) => {
    expect(broken(panel, frames).join('\n')).toMatch(words);
  });
});
