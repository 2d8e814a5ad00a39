import { tryMapping, type MappingOptions } from './try-mapping';

const mapping = (...fields: MappingOptions['fields']): MappingOptions => ({ name: 'own', rows: 'results', fields });
const TTFT = { from: 'latency["p99.9"]', to: 'ttft_p99_9', unit: 'ms' };

describe('a mapping that is tried on a file', () => {
  it('shows points of JSON with their dimensions, metrics in base units and settings', () => {
    const text = '{"results": [{"c": 8, "m": "x", "n": "a", "latency": {"p99.9": 250}}, {"c": 16, "latency": {}}]}';
    const fields = [
      TTFT,
      { from: 'c', to: 'concurrency' },
      { from: 'm', to: 'model' },
      { from: 'n', to: 'setting.note' },
    ];
    expect(tryMapping(mapping(...fields), text)).toEqual({
      points: [
        { metrics: 'ttft_p99_9 = 0.25 seconds', dimensions: 'concurrency = 8, model = x', settings: 'note = a' },
      ],
      problems: [],
    });
  });

  it('shows points of CSV, with CRLF and a byte order mark', () => {
    const csv = '\ufeffrate,p99 ttft\r\n1,"0.5"\r\n2,0.75\r\n';
    const fields = [
      { from: 'p99 ttft', to: 'ttft_p99', unit: 's' },
      { from: 'rate', to: 'request_rate' },
      { to: 'tool', value: 'mine' },
    ];
    expect(tryMapping(mapping(...fields), csv).points).toEqual([
      { metrics: 'ttft_p99 = 0.5 seconds', dimensions: 'request_rate = 1, tool = mine', settings: '' },
      { metrics: 'ttft_p99 = 0.75 seconds', dimensions: 'request_rate = 2, tool = mine', settings: '' },
    ]);
  });

  it.each<[string, MappingOptions, string, RegExp]>([
    ['an unknown metric', mapping({ from: 'a', to: 'latency' }), '{}', /neither a metric nor a dimension/],
    ['a unit of something else', mapping({ ...TTFT, unit: 'tokens/s' }), '{}', /no unit of ttft_p99_9/],
    ['a place that is none', mapping({ from: 'a[', to: 'ttft_mean' }), '{}', /no place in a document/],
    ['no field', mapping(), '{}', /fields/],
    ['a file that is cut off', mapping(TTFT), '{"results": [', /cannot be read/],
    ['a file without the places', mapping(TTFT), '{"other": 1}', /No metric is found/],
    ['a text in the place of a number', mapping(TTFT), '{"results": [{"latency": {"p99.9": "x"}}]}', /not a number/],
    [
      'a file that a reader knows',
      mapping(TTFT),
      '{"avg_latency": 1, "latencies": [1], "percentiles": {"99": 1}}',
      /read as vLLM bench latency/,
    ],
  ])('says what is wrong: %s', (_, own, text, says) => expect(tryMapping(own, text).problems.join()).toMatch(says));

  it('says nothing before anything is pasted', () => {
    expect(tryMapping(mapping(TTFT), '')).toEqual({ points: [], problems: [] });
  });
});
