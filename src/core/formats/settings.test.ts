import { isSecretName, setting } from './settings';

describe('settings', () => {
  it.each(['api_key', 'HF-Token', 'token', 'server.api_key', 'Authorization', 'headers', 'db password', 'credentials'])(
    'never reads %s',
    (name) => {
      expect(isSecretName(name)).toBe(true);
      expect(setting('load', name, 'x')).toEqual([]);
    }
  );

  it.each(['max_num_batched_tokens', 'tokenizer_id', 'kv_connector', 'monkey', 'author'])('reads %s', (name) => {
    expect(setting('load', name, 1)).toEqual([{ component: 'load', key: name, value: '1' }]);
  });

  it('takes scalars alone', () => {
    expect(setting('load', 'a', false)).toEqual([{ component: 'load', key: 'a', value: 'false' }]);
    [null, undefined, '', [1], { b: 1 }, NaN, Infinity].forEach((value) =>
      expect(setting('load', 'a', value)).toEqual([])
    );
  });
});
