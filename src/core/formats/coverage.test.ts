import { readdirSync } from 'node:fs';
import { readingOf } from '../engine/documents';
import { documentsOf } from '../../../tests/documents';
import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import { metricBase } from '../model/metrics';
import { COVERAGE } from './coverage';
import { FORMATS, recognise } from './index';

const metricsOf = (id: string): string[] => (COVERAGE[id]?.metrics ?? '').split(' ').filter((name) => name !== '');

describe('what is documented of every format', () => {
  it('is there for each, in metrics of the table', () => {
    expect(Object.keys(COVERAGE).sort()).toEqual(FORMATS.map(({ id }) => id).sort());
    FORMATS.forEach(({ id }) => {
      const metrics = metricsOf(id);
      expect(new Set(metrics).size).toBe(metrics.length);
      metrics.forEach((base) => expect([id, base, metricBase(base) !== undefined]).toEqual([id, base, true]));
    });
  });

  it('every format has a title, files and traps in sentences', () => {
    FORMATS.forEach(({ id, title, files, traps }) => {
      expect([id, title.length > 2, files.length > 5]).toEqual([id, true, true]);
      traps.forEach((trap) => expect(trap).toMatch(/\.$/));
    });
  });
});

describeSamples('what real files fill', (samples) => {
  it('is documented', () => {
    const undocumented = new Set<string>();
    readdirSync(samples)
      .filter((name) => name !== 'README.md')
      .forEach((folder) =>
        sampleFiles(folder, (path) => readingOf(path) !== 'none').forEach((path) =>
          documentsOf(path, sampleText(path)).forEach((document, index) => {
            const found = recognise(document);
            const parts = found?.format.read(document, { path, document: index }, { zoneOffsetMinutes: 0 }) ?? [];
            parts.forEach((part) =>
              Object.keys(part.metrics)
                .filter((base) => !metricsOf(part.format).includes(base))
                .forEach((base) => undocumented.add(`${part.format} ${base}`))
            );
          })
        )
      );
    expect(Array.from(undocumented)).toEqual([]);
  });
});
