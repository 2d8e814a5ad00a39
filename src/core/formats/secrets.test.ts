import { isSecretWord, looksSecret } from './secrets';

describe('names of secrets', () => {
  it.each([
    'api_key',
    '--api-keys',
    'OPENAI_API_KEY',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'accessToken',
    'HFToken',
    'HF_TOKEN_2',
    'hftoken',
    'PASSWORD_1',
    'db.password',
    'clientSecret',
    'Authorization',
    'headers',
    'GOOGLE_APPLICATION_CREDENTIALS',
  ])('%s is one', (name) => expect(isSecretWord(name)).toBe(true));

  it.each([
    'max_num_batched_tokens',
    'num_speculative_tokens',
    'tokenizer_mode',
    'kv_connector',
    'monkey',
    'author',
    'VLLM_USE_V1',
    'keyframes',
    'constructor',
  ])('%s is none', (name) => expect(isSecretWord(name)).toBe(false));
});

describe('values that carry a secret', () => {
  it.each([
    'https://user:pass@host/path',
    'Bearer abc',
    `hf_${'a'.repeat(34)}`,
    `x sk-${'1'.repeat(20)}`,
    '-----BEGIN RSA PRIVATE KEY-----',
    'vllm serve m --api-key abc',
    '{"api_key": "abc", broken',
    'password=abc',
  ])('%s', (value) => expect(looksSecret(value)).toBe(true));

  it.each([
    'mlx5_1:1',
    'rc,sm,cuda_ipc',
    'http://host:8000/v1',
    '10.39.39.3',
    'NixlConnector',
    'max_num_batched_tokens=8192',
    'tokenizer: auto',
    '',
  ])('not %s', (value) => expect(looksSecret(value)).toBe(false));

  it('are looked for in a text of any length without taking longer for it', () => {
    const started = performance.now();
    [`://${'a:'.repeat(1e5)}`, 'token '.repeat(1e5), '"'.repeat(1e5)].forEach(looksSecret);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
