import { readingOf } from '../engine/documents';
import { claims, documentsOf } from '../../../tests/documents';
import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import { reasonOfName } from './by-name';
import { unrecognisedReason } from './unrecognised';

const text = (content: string) => unrecognisedReason({ kind: 'text', text: content });
const value = (content: unknown) => unrecognisedReason({ kind: 'value', value: content });

describe('why a file holds no result', () => {
  it.each([
    ['SUCCESS\n', 'status'],
    ['vllm serve org/model --tp 4', 'command'],
    ['#!/bin/bash\nset -e', 'command'],
    ['/opt/venv/bin/aiperf profile --url x', 'command'],
    [':::MLLOG {"key": 1}', 'log'],
    ['2026-01-01 10:00:00 INFO started', 'log'],
    ['INFO 01-01 10:00:00 started', 'log'],
    ['a,mean_ttft_ms,b\n1,2,3', 'derived'],
    ['name,age\nx,3', 'not-a-result'],
    ['vllm:a gauge\nvllm:b_total counter\n', 'schema'],
    ['hello', 'not-a-result'],
    ['', 'not-a-result'],
  ])('%j: %s', (content, reason) => expect(text(content)).toBe(reason));

  it.each([
    [[], 'empty'],
    [{}, 'empty'],
    [[{ run_number: 0, mean_ttft_ms: 1 }], 'derived'],
    [[{ start_time: 1, request: null }], 'per-request'],
    [[{ session_id: 's', num_events: 1 }], 'per-request'],
    [[{ error_code: null, ttft_s: 1 }], 'per-request'],
    [[1, 2], 'not-a-result'],
    [{ $schema: 'x' }, 'schema'],
    [{ apiVersion: 'v1', kind: 'Pod' }, 'manifest'],
    [{ image: { tag: 'x' }, replicas: 2 }, 'config'],
    [{ 'Report 1': 'a/b' }, 'metadata'],
    [{ x: 1 }, 'not-a-result'],
    [null, 'not-a-result'],
    ['text', 'not-a-result'],
  ])('%j: %s', (content, reason) => expect(value(content)).toBe(reason));
});

describe('why a file is not even opened', () => {
  it.each([
    ['a/results.json.gz', 'archive'],
    ['artifacts.zip', 'archive'],
    ['stdout.log', 'log'],
    ['README.md', 'documentation'],
    ['graphs/ttft.PNG', 'image'],
    ['benchmarks.html', 'derived'],
    ['server_metrics_export.parquet', 'binary-table'],
    ['optuna.db', 'database'],
    ['run.sh', 'script'],
    ['LICENSE', 'not-a-result'],
  ])('%s: %s', (path, reason) => expect(reasonOfName(path)).toBe(reason));
});

describeSamples('every real file', () => {
  const FOLDERS = [
    'inferencex',
    'llmperf',
    'lmbenchmark-csv',
    'runtime-prometheus',
    'inference-perf',
    'vllm-bench-serve',
    'aiperf',
    'genai-bench',
    'genai-perf',
    'guidellm',
    'llm-d-benchmark-report',
    'prism-archive',
    'sglang-bench-serving',
  ];

  it.each(FOLDERS)('of %s is recognised by exactly one reader or left aside by name', (folder) => {
    const files = sampleFiles(folder, (path) => readingOf(path) !== 'none');
    expect(files.length).toBeGreaterThan(0);
    files.forEach((path) =>
      documentsOf(path, sampleText(path)).forEach((document) => {
        const found = claims(document);
        expect([path, found.length <= 1 ? found.length : found]).toEqual([path, expect.any(Number)]);
        if (found.length === 0) {
          expect([path, unrecognisedReason(document)]).not.toEqual([path, 'not-a-result']);
        }
      })
    );
  });
});
