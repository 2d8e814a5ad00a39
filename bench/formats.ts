import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'papaparse';
import { readingOf } from '../src/core/engine/documents';
import type { Document } from '../src/core/formats/format';
import { DROP_KEYS, FORMATS, recognise } from '../src/core/formats/index';
import { parseJson } from '../src/host/json-scan';
import { parseYaml } from '../src/host/yaml';
import { quantile, repeated, type Line } from './measure';

/** Real files lie beside a checkout; without them there is nothing to measure. */
const SAMPLES = path.resolve('..', 'shared', 'samples');
const CONTEXT = { zoneOffsetMinutes: 0 };
const DROP = new Set(DROP_KEYS);
/** Files of one format that take part: the first of them, up to these bytes. */
const MOST_FILES = 12;
const MOST_BYTES = 2 * 1024 * 1024;

interface File {
  readonly path: string;
  readonly bytes: Buffer;
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory)
    .sort()
    .flatMap((name) => {
      const file = path.join(directory, name);
      return statSync(file).isDirectory() ? filesBelow(file) : [file];
    });
}

function documentsOf(file: File): Document[] {
  switch (readingOf(file.path)) {
    case 'json':
      return parseJson(file.bytes, DROP).map((value) => ({ kind: 'value', value }));
    case 'yaml':
      return parseYaml(file.bytes.toString()).map((value) => ({ kind: 'value', value }));
    default:
      return [{ kind: 'text', text: file.bytes.toString() }];
  }
}

/** Recognises and reads all documents of a file; the number of points and contexts. */
function read(file: File): number {
  return documentsOf(file).reduce(
    (count, document, index) =>
      count + (recognise(document)?.format.read(document, { path: file.path, document: index }, CONTEXT).length ?? 0),
    0
  );
}

/** What no reader can do without: parsing for JSON and YAML, papaparse for CSV, a cut into lines for other texts. */
function floor(file: File): unknown {
  const text = file.bytes.toString();
  switch (readingOf(file.path)) {
    case 'json':
      try {
        return JSON.parse(text) as unknown;
      } catch {
        // Several documents, or bare Infinity: only the host's scanner reads them.
        return parseJson(file.bytes, new Set());
      }
    case 'yaml':
      return parseYaml(text);
    default:
      return isCsv(text) ? parse(text) : text.split('\n');
  }
}

const isCsv = (text: string): boolean => text.slice(0, 300).split('\n')[0].includes(',');

/** Files of each format, in the notation of the first; a floor of two notations would be none. */
function filesByFormat(): Map<string, File[]> {
  const found = new Map<string, File[]>();
  filesBelow(SAMPLES)
    .filter((file) => readingOf(file) !== 'none' && statSync(file).size <= MOST_BYTES)
    .forEach((file) => {
      const one = { path: path.relative(SAMPLES, file), bytes: readFileSync(file) };
      const [document] = documentsOf(one);
      const id = document === undefined ? undefined : recognise(document)?.format.id;
      if (id !== undefined) {
        const kind = readingOf(file);
        const name = `${id}, ${kind === 'text' && isCsv(one.bytes.toString()) ? 'csv' : kind}`;
        const files = found.get(name) ?? [];
        found.set(name, files.length < MOST_FILES ? [...files, one] : files);
      }
    });
  return found;
}

/** Microseconds a point of every format with real files, against the floor of the same bytes. */
export function formats(): Line[] {
  const files = filesByFormat();
  const FLOORS: Record<string, string> = {
    json: 'JSON.parse',
    yaml: 'YAML parser',
    csv: 'papaparse',
    text: 'cut into lines',
  };
  return Array.from(files)
    .sort(
      ([a], [b]) =>
        FORMATS.findIndex(({ id }) => a.startsWith(`${id},`)) - FORMATS.findIndex(({ id }) => b.startsWith(`${id},`))
    )
    .map(([name, own]) => {
      const parts = own.reduce((count, file) => count + read(file), 0);
      const bytes = own.reduce((sum, file) => sum + file.bytes.length, 0);
      const rounds = Math.max(5, Math.min(200, Math.round(4e6 / bytes)));
      const microseconds = (run: (file: File) => unknown): number =>
        (quantile(
          repeated(rounds, () => own.forEach(run)),
          0.5
        ) *
          1000) /
        Math.max(1, parts);
      const least = microseconds(floor);
      const whole = microseconds(read);
      const kind = FLOORS[name.slice(name.lastIndexOf(' ') + 1)];
      const size = (bytes / Math.max(1, parts) / 1024).toFixed(1);
      return {
        what: `${name}: ${size} KB a point, floor (${kind}) ${least.toFixed(0)} µs`,
        figure: `${whole.toFixed(0)} µs a point, ${(whole / least).toFixed(2)} x`,
        goal: '',
        met: null,
      };
    });
}
