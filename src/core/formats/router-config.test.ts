import * as fc from 'fast-check';
import { routerConfig } from './router-config';

const KIND = { kind: 'EndpointPickerConfig' };
const profile = (...plugins: ReadonlyArray<readonly [string, number?]>) => ({
  plugins: plugins.map(([pluginRef, weight]) => ({ pluginRef, weight })),
});

describe('an endpoint picker', () => {
  it('is named by its scorers with their weights, sorted', () => {
    const config = {
      ...KIND,
      plugins: [
        { type: 'decode-filter' },
        { type: 'queue-scorer' },
        { type: 'prefix-cache-scorer' },
        { type: 'kv-cache-scorer' },
        { type: 'max-score-picker' },
      ],
      schedulingProfiles: [
        profile(
          ['decode-filter'],
          ['queue-scorer', 1.0],
          ['prefix-cache-scorer', 2.0],
          ['kv-cache-scorer', 0.5],
          ['max-score-picker']
        ),
      ],
    };
    expect(routerConfig(config)).toEqual({
      scheduler: 'kv-cache-scorer=0.5 prefix-cache-scorer=2 queue-scorer=1',
      prefix_aware: 'true',
      kv_aware: 'true',
    });
  });

  it('scores by reference, each plugin under the type that its name stands for', () => {
    const config = {
      ...KIND,
      plugins: [{ name: 'mine', type: 'precise-prefix-cache-scorer' }],
      schedulingProfiles: [profile(['mine', 50])],
    };
    expect(routerConfig(config)).toEqual({
      scheduler: 'precise-prefix-cache-scorer=50',
      prefix_aware: 'true',
      kv_aware: 'false',
    });
  });

  it('shows weights of several profiles, and 0 as 0', () => {
    const config = {
      ...KIND,
      plugins: [{ type: 'queue-scorer' }, { type: 'load-aware-scorer' }],
      schedulingProfiles: [profile(['queue-scorer', 2], ['load-aware-scorer', 0]), profile(['queue-scorer', 1])],
    };
    expect(routerConfig(config)).toEqual({
      scheduler: 'load-aware-scorer=0 queue-scorer=1/2',
      prefix_aware: 'false',
      kv_aware: 'false',
    });
  });

  it('a weight that is not given is 1', () => {
    expect(
      routerConfig({ ...KIND, plugins: [{ type: 'queue-scorer' }], schedulingProfiles: [profile(['queue-scorer'])] })
        .scheduler
    ).toBe('queue-scorer=1');
  });

  it('without profiles has one of all plugins; a scorer that no profile names scores nothing', () => {
    const plugins = [{ type: 'queue-scorer' }, { type: 'prefix-cache-scorer' }, { type: 'max-score-picker' }];
    expect(routerConfig({ ...KIND, plugins }).scheduler).toBe('prefix-cache-scorer=1 queue-scorer=1');
    expect(routerConfig({ ...KIND, plugins, schedulingProfiles: [profile(['queue-scorer', 3])] }).scheduler).toBe(
      'queue-scorer=3'
    );
  });

  it('is found under the name of its file', () => {
    expect(routerConfig({ 'custom.yaml': { ...KIND, plugins: [{ type: 'kv-cache-utilization-scorer' }] } })).toEqual({
      scheduler: 'kv-cache-utilization-scorer=1',
      prefix_aware: 'false',
      kv_aware: 'true',
    });
  });
});

describe('anything else', () => {
  it.each([
    undefined,
    null,
    '',
    'kind: EndpointPickerConfig',
    3,
    [],
    {},
    KIND,
    { ...KIND, plugins: 'x' },
    { plugins: [{ type: 'random-picker' }] },
    { kind: 'InferencePool' },
  ])('says nothing: %p', (config) => expect(routerConfig(config)).toEqual({}));

  it('never throws', () => {
    const plugin = fc.oneof(fc.anything(), fc.record({ type: fc.anything(), name: fc.anything() }));
    const reference = fc.oneof(fc.anything(), fc.record({ pluginRef: fc.anything(), weight: fc.anything() }));
    fc.assert(
      fc.property(
        fc.array(plugin),
        fc.array(fc.oneof(fc.anything(), fc.record({ plugins: fc.array(reference) }))),
        (plugins, schedulingProfiles) => {
          Object.values(routerConfig({ ...KIND, plugins, schedulingProfiles })).forEach((value) =>
            expect(typeof value).toBe('string')
          );
        }
      )
    );
  });
});
