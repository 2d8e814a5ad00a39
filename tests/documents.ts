import { readingOf } from '../src/core/engine/documents';
import { DROP_KEYS, FORMATS, recognise } from '../src/core/formats/index';
import type { Document } from '../src/core/formats/format';
import type { Fragment } from '../src/core/model/record';
import { parseJson } from '../src/host/json-scan';
import { parseYaml } from '../src/host/yaml';
import { sampleText } from './samples';

const DROP: ReadonlySet<string> = new Set(DROP_KEYS);

/** Documents of a text as a host hands them over, by the extension of its name. */
export function documentsOf(path: string, content: string): Document[] {
  switch (readingOf(path)) {
    case 'json':
      return parseJson(new TextEncoder().encode(content), DROP).map((value) => ({ kind: 'value', value }));
    case 'yaml':
      return parseYaml(content).map((value) => ({ kind: 'value', value }));
    default:
      return [{ kind: 'text', text: content }];
  }
}

/** Ids of all formats that claim a document, not only of the first. */
export function claims(document: Document): string[] {
  return FORMATS.filter((format) => format.detect(document) !== null).map((format) => format.id);
}

/** Fragments of a sample by the format that recognises each of its documents. */
export function readSample(path: string, zoneOffsetMinutes = 0): Fragment[] {
  return documentsOf(path, sampleText(path)).reduce<Fragment[]>((all, document, index) => {
    const found = recognise(document);
    return found === null
      ? all
      : all.concat(found.format.read(document, { path, document: index }, { zoneOffsetMinutes }));
  }, []);
}

/** Metrics of a fragment by metric id. */
export function figuresOf(part: Fragment): { [id: string]: number } {
  const figures: { [id: string]: number } = {};
  Object.keys(part.metrics).forEach((base) =>
    Object.keys(part.metrics[base]).forEach(
      (stat) => (figures[stat === '' ? base : `${base}_${stat}`] = part.metrics[base][stat])
    )
  );
  return figures;
}
