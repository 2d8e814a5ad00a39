import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { documentsOf } from '../../../tests/documents';
import { ask, catalogOf } from '../../../tests/fake-store';
import { mutations, textMutations, unsound, withoutZeros, zeroFreeText } from '../../../tests/mutations';
import { describeSamples, sampleFiles, sampleSize, sampleText } from '../../../tests/samples';
import { readingOf } from '../engine/documents';
import type { Fragment } from '../model/record';
import type { Document } from './format';
import { FORMATS, recognise } from './index';

const CONTEXT = { zoneOffsetMinutes: 0 };
/** Larger files hold the same keys more often. */
const LARGEST = 400 * 1024;

function read(document: Document, path: string, index = 0): readonly Fragment[] {
  return recognise(document)?.format.read(document, { path, document: index }, CONTEXT) ?? [];
}

interface Sample {
  readonly path: string;
  readonly document: Document;
}

/** The smallest real file of each version of each format that gives most metrics among those of its size. */
function samplesOfFormats(samples: string): Map<string, Sample> {
  const found = new Map<string, Sample & { readonly size: number }>();
  readdirSync(samples)
    .filter((name) => name !== 'README.md')
    .forEach((folder) =>
      sampleFiles(folder, (path) => readingOf(path) !== 'none')
        .filter((path) => sampleSize(path) < LARGEST)
        .forEach((path) => {
          const [document] = documentsOf(path, sampleText(path));
          const known = document === undefined ? null : recognise(document);
          if (known === null) {
            return;
          }
          const name =
            `${known.format.id} ${known.detection.version ?? ''}${document.kind === 'text' ? ' text' : ''}`.trim();
          const parts = read(document, path);
          const isContext =
            known.format.id.includes('config') || parts.every(({ metrics }) => Object.keys(metrics).length === 0);
          const size = sampleSize(path) + (isContext ? LARGEST : 0);
          if (size < (found.get(name)?.size ?? Infinity)) {
            found.set(name, { path, document, size });
          }
        })
    );
  return found;
}

/** What a file says without a 0: differences of equal numbers (sent - completed, blocks - free blocks), an empty list, counted lines. */
const SAID = [
  'aiperf requests_failed',
  'aiperf-requests requests_success',
  'aiperf-requests requests_failed',
  'aiperf-requests request_throughput',
  'vllm-bench-serve requests_failed',
  'llmperf requests_failed',
  'inferencex requests_failed',
  'runtime-metrics kv_cache_usage',
];

function zeros(parts: readonly Fragment[]): string[] {
  return parts.reduce<string[]>(
    (all, { format, metrics }) =>
      all.concat(
        Object.keys(metrics)
          .filter((base) => !SAID.includes(`${format} ${base}`))
          .filter((base) => Object.values(metrics[base]).some((value) => value === 0))
      ),
    []
  );
}

/** Numbers of all frames that are none. */
function badNumbers(store: { readonly [path: string]: string }): unknown[] {
  const catalog = catalogOf(store);
  const frames = [
    ...ask(catalog, {
      kind: 'points',
      metrics: ['ttft_mean', 'e2e_p99', 'error_rate', 'request_throughput'],
      limit: 50,
    }),
    ...ask(catalog, { kind: 'runs' }),
    ...ask(catalog, { kind: 'quality' }),
  ];
  return frames.flatMap(({ data }) =>
    data.values.flatMap((column) =>
      (column as unknown[]).filter((value) => typeof value === 'number' && !Number.isFinite(value))
    )
  );
}

describeSamples('whatever happens to a file', (samples) => {
  const files = samples === '' ? new Map<string, Sample>() : samplesOfFormats(samples);
  const each = (what: string, test: (sample: Sample) => void): void =>
    files.forEach((sample, name) => it(`${name}: ${what}`, () => test(sample)));

  it('every format with real files takes part', () => {
    const ids = new Set(Array.from(files.keys(), (name) => name.split(' ')[0]));
    const missing = FORMATS.filter(({ id, origin }) => origin === undefined && !ids.has(id)).map(({ id }) => id);
    // Its only real file is of 3.7 MB, of which the host keeps nothing.
    expect(missing).toEqual(['aiperf-timeslices']);
    expect(files.size).toBeGreaterThan(25);
  });

  each('no exception, no number that is none', ({ path, document }) => {
    const changed: fc.Arbitrary<Document> =
      document.kind === 'value'
        ? mutations(document.value).map((value) => ({ kind: 'value', value }))
        : textMutations(document.text).map((text) => ({ kind: 'text', text }));
    fc.assert(
      fc.property(changed, (one) => {
        expect(unsound(read(one, path))).toEqual([]);
      }),
      { numRuns: 40 }
    );
  });

  each('no 0 that the file does not say', ({ path, document }) => {
    const changed: fc.Arbitrary<Document> =
      document.kind === 'value'
        ? mutations(withoutZeros(document.value), 'removals').map((value) => ({ kind: 'value', value }))
        : textMutations(zeroFreeText(document.text), 'removals').map((text) => ({ kind: 'text', text }));
    fc.assert(
      fc.property(changed, (one) => {
        expect(zeros(read(one, path))).toEqual([]);
      }),
      { numRuns: 40 }
    );
  });

  each('cut or garbled bytes make a problem of the file, and no bad frame', ({ path }) => {
    const file = path.slice(path.lastIndexOf('/') + 1);
    fc.assert(
      fc.property(textMutations(sampleText(path)), (text) => {
        expect(badNumbers({ [`run/${file}`]: text })).toEqual([]);
      }),
      { numRuns: 6 }
    );
  });
});
