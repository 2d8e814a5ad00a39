import fc from 'fast-check';
import { isStat, metricId, metricTitle, metricUnit, parseMetric, statTitle, type Metric } from './metric-id';
import { metricBase, METRICS } from './metrics';
import { percentileOf } from './percentile';

const metric = (id: string): Metric => {
  const found = parseMetric(id);
  if (found === null) {
    throw new Error(`no metric ${id}`);
  }
  return found;
};

const stats = fc.oneof(
  fc.constantFrom('mean', 'min', 'max', 'std', 'p100'),
  fc
    .tuple(fc.integer({ min: 0, max: 99 }), fc.option(fc.integer({ min: 0, max: 9999 })))
    .map(([whole, decimals]) => `p${whole}${decimals === null ? '' : `_${decimals}`}`)
);

/** Every combination of the table that makes sense. */
const sound = fc
  .constantFrom(...METRICS)
  .chain((base) =>
    fc.tuple(fc.constant(base), base.shape === 'value' ? fc.constant('') : stats, fc.constantFrom(null, ...base.per))
  );

describe('metric ids', () => {
  it('round trip', () => {
    fc.assert(
      fc.property(sound, ([base, stat, per]) => {
        const id = metricId(base.id, stat, per);
        expect(parseMetric(id)).toEqual({ id, base, stat, per });
      }),
      { numRuns: 2000 }
    );
  });

  it('two different metrics have two different ids', () => {
    fc.assert(
      fc.property(sound, sound, (left, right) => {
        const same = left[0].id === right[0].id && left[1] === right[1] && left[2] === right[2];
        expect(metricId(left[0].id, left[1], left[2]) === metricId(right[0].id, right[1], right[2])).toBe(same);
      }),
      { numRuns: 2000 }
    );
  });

  it.each([
    '',
    'ttft',
    'ttft_',
    'ttft_p',
    'ttft_p101',
    'ttft_p999',
    'ttft_median',
    'ttft_P99',
    'ttft_p99_per_gpu',
    'error_rate_mean',
    'goodput_per_gpu',
    'interactivity_mean',
    'interactivity_p50',
    'output_token_throughput_per_',
    'output_token_throughput_per_gpu_per_gpu',
    'constructor',
    '__proto__',
    'constructor_mean',
    'unknown_p99',
  ])('%s is none', (id) => {
    expect(parseMetric(id)).toBeNull();
  });

  it('throws nothing at any text', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseMetric(text)));
  });
});

describe('titles and units', () => {
  it.each([
    ['ttft_p99', 'TTFT p99', 's'],
    ['ttft_p99_9', 'TTFT p99.9', 's'],
    ['output_token_throughput', 'Output throughput', 'suffix:tok/s'],
    ['output_token_throughput_per_gpu', 'Output throughput per GPU', 'suffix:tok/s/GPU'],
    ['request_throughput_per_decode_gpu', 'Request throughput per decode GPU', 'suffix:req/s/decode GPU'],
    ['request_throughput', 'Request throughput', 'reqps'],
    ['interactivity', 'Interactivity', 'suffix:tok/s/user'],
    ['interactivity_reported_p50', 'Interactivity (reported) p50', 'suffix:tok/s/user'],
    ['error_rate', 'Error rate', 'percentunit'],
    ['cost_per_million_output_tokens', 'Cost per 1M output tokens', 'currencyUSD'],
    ['power_mean', 'Power mean', 'watt'],
  ])('%s is %s in %s', (id, title, unit) => {
    expect([metricTitle(metric(id)), metricUnit(metric(id))]).toEqual([title, unit]);
  });

  it('no two metrics of the table share a title', () => {
    const titles = METRICS.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('statistics', () => {
    expect(['mean', 'p50', 'p99_9', 'p100', 'std'].every(isStat)).toBe(true);
    expect(['p', 'p101', 'p999', 'P50', '', 'p99.9', 'p99_', 'median'].some(isStat)).toBe(false);
    expect(statTitle('p0_1')).toBe('p0.1');
    expect(percentileOf('p99_9')).toBe(99.9);
    expect(percentileOf('mean')).toBeNull();
  });

  it('the table is whole: a definition and a source for each, denominators for throughput alone', () => {
    METRICS.forEach((base) => {
      expect([base.id, base.definition.length > 10 && base.source.length > 0]).toEqual([base.id, true]);
      expect([base.id, base.per.length > 0]).toEqual([
        base.id,
        /^(request|(output|input|total)_token)_throughput$/.test(base.id),
      ]);
      expect(metricBase(base.id)).toBe(base);
    });
    expect(metricBase('constructor')).toBeUndefined();
  });
});
