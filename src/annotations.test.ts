import { parseQuery } from './core/query';
import { annotations } from './annotations';
import pluginJson from './plugin.json';

const saved = { name: 'a', enable: true, iconColor: 'red' };

describe('annotations', () => {
  it('are offered by the plugin, and a new one asks a question that can be answered', () => {
    expect(pluginJson.annotations).toBe(true);
    expect(parseQuery(annotations.getDefaultQuery?.()).query).toMatchObject({ kind: 'history', frame: 'events' });
  });

  it('saved without a question ask for events, others for what they say', () => {
    const target = { refId: 'A', kind: 'history', frame: 'changes', metric: 'ttft_p99' };
    expect(annotations.prepareAnnotation?.({ ...saved, target })).toEqual({ ...saved, target });
    const prepared = annotations.prepareAnnotation?.(saved);
    expect(prepared?.target).toMatchObject({ refId: 'Anno', frame: 'events' });
    expect(parseQuery(prepared?.target).query).toMatchObject({ kind: 'history' });
  });
});
