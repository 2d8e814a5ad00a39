import fc from 'fast-check';
import { claims } from '../../../tests/documents';
import { mutations, unsound } from '../../../tests/mutations';
import type { Format } from './format';
import { otlp } from './otlp';

const value = (format: Format, content: unknown, path = 'run/x.json') =>
  format.read({ kind: 'value', value: content }, { path, document: 0 }, { zoneOffsetMinutes: 0 });

describe('OTLP spans', () => {
  const span = (...attributes: ReadonlyArray<readonly [string, string | number]>) => ({
    name: 'llm_request',
    attributes: attributes.map(([key, content]) => ({
      key,
      value: typeof content === 'string' ? { stringValue: content } : { doubleValue: content },
    })),
  });
  const TRACES = {
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              span(['gen_ai.latency.e2e', 2], ['gen_ai.request.model', 'org/m']),
              span(['gen_ai.response.total_latency', 2], ['gen_ai.prompt', 'hidden']),
              span(['gen_ai.operation.name', 'chat'], ['error.type', 'timeout']),
              span(['http.method', 'GET']),
            ],
          },
        ],
      },
    ],
  };

  it('counts three dialects and reads no texts', () => {
    const [part] = value(otlp, TRACES);
    expect([part.grain, part.metrics, part.dimensions]).toEqual(['context', {}, { model: 'org/m' }]);
    expect(Object.fromEntries(part.settings.map(({ key, value: count }) => [key, count]))).toEqual({
      spans: '4',
      'spans.vllm': '1',
      'spans.inference-perf': '1',
      'spans.gen-ai': '1',
      'spans.failed': '1',
    });
    expect(JSON.stringify(part)).not.toContain('hidden');
    expect(claims({ kind: 'value', value: TRACES })).toEqual([otlp.id]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(mutations(TRACES), (content) => expect(unsound(value(otlp, content))).toEqual([])),
      { numRuns: 300 }
    );
  });
});
