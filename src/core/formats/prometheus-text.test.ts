import fc from 'fast-check';
import { prometheusSamples } from './prometheus-text';

const all = () => true;

describe('Prometheus text', () => {
  it('reads names, labels with escapes, values, and passes over the rest', () => {
    const text = [
      '# HELP vllm:x A "help" text.',
      '# TYPE vllm:x gauge',
      'vllm:x{model_name="a\\"b\\\\c\\nd",engine="0",} 3.9e+010',
      'plain 5 1746595718000',
      'nan_value NaN',
      'inf{le="+Inf"} +Inf',
      'with_exemplar_bucket{le="1"} 7 # {trace_id="x"} 0.3',
      'brace{path="/a{b}c"} 1',
      'no value here at all {',
      '{nameless="1"} 3',
      '',
    ].join('\r\n');
    expect(prometheusSamples(text, all)).toEqual([
      { name: 'vllm:x', labels: { model_name: 'a"b\\c\nd', engine: '0' }, value: 3.9e10 },
      { name: 'plain', labels: {}, value: 5 },
      { name: 'nan_value', labels: {}, value: null },
      { name: 'inf', labels: { le: '+Inf' }, value: null },
      { name: 'with_exemplar_bucket', labels: { le: '1' }, value: 7 },
      { name: 'brace', labels: { path: '/a{b}c' }, value: 1 },
      { name: 'no', labels: {}, value: null },
    ]);
    expect(prometheusSamples(text, (name) => name === 'plain')).toHaveLength(1);
  });

  it('never throws and takes no longer for what looks like a sample', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void prometheusSamples(text, all)));
    const started = performance.now();
    prometheusSamples(`x{${'a="'.repeat(50000)}\n`.repeat(3), all);
    prometheusSamples(`x{${'a="\\'.repeat(2000)}\n`.repeat(50), all);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
