import * as fc from 'fast-check';
import { dimension } from '../model/dimensions';
import { engineParallelism } from './engine-parallelism';
import { agreedDimensions, engineArguments, environment } from './engine-args';

const dimensionsOf = (args: unknown) => engineArguments(args, 'vllm').dimensions;
const settingsOf = (args: unknown) => engineArguments(args, 'vllm').settings.map(({ key, value }) => `${key}=${value}`);

const EXPECTED = {
  max_num_seqs: 64,
  prefix_caching: 'false',
  chunked_prefill: 'true',
  block_size: 16,
  kv_connector: 'NixlConnector',
  precision: 'fp8',
};
const TRANSFER = '{"kv_connector":"NixlConnector","kv_role":"kv_both"}';

describe('the styles in which arguments are written', () => {
  it.each<readonly [string, unknown]>([
    [
      'words',
      [
        'vllm',
        'serve',
        'm',
        '--max-num-seqs',
        '64',
        '--no-enable-prefix-caching',
        '--enable-chunked-prefill',
        '--block-size=16',
        '--kv-transfer-config',
        TRANSFER,
        '-q',
        'fp8',
      ],
    ],
    [
      'words with numbers',
      [
        '--max-num-seqs',
        64,
        '--no-enable-prefix-caching',
        '--enable-chunked-prefill',
        '--block-size',
        16,
        '--kv-transfer-config',
        TRANSFER,
        '--quantization',
        'fp8',
      ],
    ],
    [
      'one text',
      `vllm serve m --max-num-seqs 64 --no-enable-prefix-caching \\\n --enable-chunked-prefill --block-size=16 --kv-transfer-config '{"kv_connector": "NixlConnector", "kv_role": "kv_both"}' --quantization "fp8"`,
    ],
    [
      'a shell',
      [
        '/bin/sh',
        '-c',
        `vllm serve m --max-num-seqs 64 --no-enable-prefix-caching --enable-chunked-prefill --block-size 16 --kv-transfer-config '${TRANSFER}' --quantization fp8`,
      ],
    ],
    [
      'dashed keys',
      {
        '--max-num-seqs': 64,
        '--no-enable-prefix-caching': null,
        '--enable-chunked-prefill': null,
        '--block-size': 16,
        '--kv-transfer-config': { kv_connector: 'NixlConnector' },
        '--quantization': 'fp8',
      },
    ],
    [
      'keys as the converter cuts them',
      {
        'max-num-seqs': '64',
        'no-enable-prefix-caching': null,
        'enable-chunked-prefill': null,
        'block-size=16': null,
        'kv-transfer-config': `'${TRANSFER}'`,
        quantization: 'fp8 \\',
      },
    ],
    [
      'keys of a program',
      {
        max_num_seqs: '64',
        enable_prefix_caching: false,
        enable_chunked_prefill: 'True',
        block_size: 16,
        kv_transfer_config: TRANSFER,
        quantization: 'fp8',
        speculative_config: null,
      },
    ],
  ])('%s', (_, args) => expect(dimensionsOf(args)).toEqual(EXPECTED));

  it('SGLang has names of its own', () => {
    const args = {
      max_running_requests: 128,
      chunked_prefill_size: 8192,
      mem_fraction_static: 0.88,
      context_length: 32768,
      page_size: 64,
      disable_radix_cache: true,
      speculative_algorithm: 'EAGLE',
      dtype: 'bfloat16',
      quantization: null,
      tp_size: 8,
      dp_size: 2,
      ep_size: 8,
      disaggregation_mode: 'prefill',
      disaggregation_transfer_backend: 'mooncake',
    };
    expect(dimensionsOf(args)).toEqual({
      max_num_seqs: 128,
      max_num_batched_tokens: 8192,
      chunked_prefill: 'true',
      gpu_memory_utilization: 0.88,
      max_model_len: 32768,
      block_size: 64,
      prefix_caching: 'false',
      spec_decoding: 'EAGLE',
      precision: 'bfloat16',
      kv_connector: 'mooncake',
    });
    expect(engineParallelism(args)).toEqual({ tp: 8, pp: null, dp: 2, ep: 8 });
  });

  it('SGLang that neither chunks nor disaggregates', () => {
    expect(
      dimensionsOf({
        chunked_prefill_size: -1,
        disaggregation_mode: 'null',
        disaggregation_transfer_backend: 'mooncake',
      })
    ).toEqual({ chunked_prefill: 'false' });
  });
});

describe('values', () => {
  it.each<readonly [string, unknown, string, unknown]>([
    ['not given by a program', { enable_prefix_caching: null }, 'prefix_caching', undefined],
    ['a negated flag with a value', { '--no-enable-prefix-caching': true }, 'prefix_caching', 'false'],
    ['twice negated', { disable_radix_cache: false }, 'prefix_caching', 'true'],
    ['a flag before another option', ['--enable-prefix-caching', '--block-size', '32'], 'prefix_caching', 'true'],
    ['no precision in a null', { quantization: null }, 'precision', undefined],
    ['no precision in auto', ['--dtype', 'auto'], 'precision', undefined],
    ['quantisation before number format', ['--quantization', 'mxfp4', '--dtype', 'bfloat16'], 'precision', 'mxfp4'],
    ['number format where nothing is quantised', { quantization: 'none', dtype: 'float16' }, 'precision', 'float16'],
    ['the last of two', ['--max-num-seqs', '64', '--max-num-seqs', '128'], 'max_num_seqs', 128],
    ['a size in thousands', ['--max-model-len', '16k'], 'max_model_len', 16000],
    ['a size in 1024s', ['--max-model-len', '16K'], 'max_model_len', 16384],
    ['no size below one', ['--max-model-len', '-1'], 'max_model_len', undefined],
    ['no size in a word', { max_num_seqs: 'many' }, 'max_num_seqs', undefined],
    [
      'a draft method',
      ['--speculative-config', '{"method": "ngram", "num_speculative_tokens": 4}'],
      'spec_decoding',
      'ngram',
    ],
    [
      'a draft model',
      { '--speculative-config': { model: 'draft', num_speculative_tokens: 4 } },
      'spec_decoding',
      'draft',
    ],
    [
      'JSON whose quotes a shell ate',
      { 'kv-transfer-config': '{kv_connector:NixlConnector,kv_role:kv_both}' },
      'kv_connector',
      'NixlConnector',
    ],
    ['where KV blocks go', ['--kv-offloading-backend', 'native'], 'kv_offload', 'native'],
  ])('%s', (_, args, id, expected) => expect(dimensionsOf(args)[id]).toBe(expected));

  it.each<readonly [unknown, unknown]>([
    [['-tp', '8', '--pipeline-parallel-size=2'], { tp: 8, pp: 2, dp: null, ep: null }],
    [
      { '--tensor-parallel-size': 4, '--data-parallel-size': '2' },
      { tp: 4, pp: null, dp: 2, ep: null },
    ],
    [
      { tp: 0, dp: 'x' },
      { tp: null, pp: null, dp: null, ep: null },
    ],
  ])('parallelism of %j', (args, expected) => expect(engineParallelism(args)).toEqual(expected));
});

describe('settings', () => {
  it('are flat texts, one for each key inside an argument', () => {
    expect(
      settingsOf([
        '--max-num-seqs',
        '64',
        '--trust-remote-code',
        '--kv-transfer-config',
        '{"kv_connector":"MultiConnector","extra":{"connectors":["A","B"],"n":1}}',
      ])
    ).toEqual([
      'max_num_seqs=64',
      'trust_remote_code=true',
      'kv_transfer_config.kv_connector=MultiConnector',
      'kv_transfer_config.extra.connectors=A,B',
      'kv_transfer_config.extra.n=1',
    ]);
  });

  it('are capped', () => {
    expect(engineArguments({ '--x': 'a'.repeat(600) }, 'c').settings[0].value).toHaveLength(500);
    expect(environment({ X: 'a'.repeat(600) }, 'c')[0].value).toHaveLength(500);
  });

  it.each<readonly [string, unknown]>([
    ['by name', ['--api-key', 'KEEPOUT', '--hf-token=KEEPOUT']],
    [
      'plural, camel and in the middle',
      { '--api-keys': 'KEEPOUT', accessToken: 'KEEPOUT', aws_access_key_id: 'KEEPOUT' },
    ],
    ['inside JSON', { '--extra': '{"api_key": "KEEPOUT", "deep": {"password": "KEEPOUT"}}' }],
    ['inside an object', { extra: { headers: { a: 'KEEPOUT' }, list: ['Bearer KEEPOUT', 'token: KEEPOUT'] } }],
    ['inside a broken JSON', { extra: '{"api_key": "KEEPOUT"' }],
    ['inside an address', { url: 'http://me:KEEPOUT@host' }],
    ['inside a command', { entry: 'vllm serve --api-key KEEPOUT' }],
  ])('never hold a secret: %s', (_, args) =>
    expect(JSON.stringify(engineArguments(args, 'c'))).not.toContain('KEEPOUT')
  );

  it('of the environment are named so, secrets and references left out', () => {
    const list = [
      { name: 'UCX_TLS', value: 'rc,sm' },
      { name: 'HF_TOKEN', value: 'x' },
      { name: 'POD_IP', valueFrom: { fieldRef: {} } },
      {},
      null,
    ];
    expect(environment(list, 'c')).toEqual([{ component: 'c', key: 'env.UCX_TLS', value: 'rc,sm' }]);
    expect(
      environment({ UCX_TLS: 'rc,sm', HF_TOKEN: 'x', PORT: 5557, SECRET: { secretKeyRef: {} } }, 'c').map(
        ({ key }) => key
      )
    ).toEqual(['env.UCX_TLS', 'env.PORT']);
    expect(environment('x', 'c')).toEqual([]);
  });
});

describe('several engines', () => {
  it('agree, or say nothing', () => {
    expect(
      agreedDimensions([
        { a: 1, b: 'x', c: 2 },
        { a: 1, b: 'y' },
      ])
    ).toEqual({ a: 1, b: null, c: null });
    expect(agreedDimensions([])).toEqual({});
  });
});

describe('any arguments', () => {
  it('never throw, set dimensions of the table in their kind, and keep texts alone', () => {
    const word = fc.oneof(
      fc.anything(),
      fc.string(),
      fc.constantFrom(
        '--max-num-seqs',
        '--block-size',
        '--quantization',
        '-c',
        '--speculative-config',
        '{"method":',
        "'",
        '"',
        'NaN',
        '1e999'
      )
    );
    const args = fc.oneof(
      fc.anything(),
      fc.string(),
      fc.array(word),
      fc.dictionary(
        fc.oneof(fc.string(), fc.constantFrom('max_num_seqs', 'chunked_prefill_size', '--no-enable-prefix-caching')),
        word
      )
    );
    fc.assert(
      fc.property(args, (value) => {
        const { dimensions, settings } = engineArguments(value, 'c');
        Object.keys(dimensions).forEach((id) => {
          const found = dimensions[id];
          expect([id, typeof found]).toEqual([id, dimension(id)?.kind]);
          expect(typeof found === 'string' || Number.isFinite(found)).toBe(true);
        });
        [...settings, ...environment(value, 'c')].forEach((one) =>
          expect([typeof one.value, one.value.length <= 500]).toEqual(['string', true])
        );
      }),
      { numRuns: 500 }
    );
  });
});
