import type { Document } from '../../core/formats/format';
import { mapRows } from '../../core/formats/generic';
import { recognise } from '../../core/formats/index';
import { compileMappings } from '../../core/formats/mapped-fields';
import { parseConfig } from '../../core/model/config';
import { metricBase } from '../../core/model/metrics';
import type { Fragment, Metrics } from '../../core/model/record';
import { parseJson } from '../../host/json-scan';
import type { PrismOptions } from '../../types';
import { written } from './reading';

export type MappingOptions = NonNullable<PrismOptions['mappings']>[number];

/** One load point that a mapping makes of a file, as people read it. */
export interface TriedPoint {
  readonly dimensions: string;
  /** In base units. */
  readonly metrics: string;
  readonly settings: string;
}

export interface Tried {
  readonly points: readonly TriedPoint[];
  /** What is wrong with the mapping, the file or single values of it; each names its mend. */
  readonly problems: readonly string[];
}

const none = (...problems: string[]): Tried => ({ points: [], problems });

function documentsOf(text: string): Document[] {
  return /^\s*[{[]/.test(text)
    ? parseJson(new TextEncoder().encode(text), new Set()).map((value) => ({ kind: 'value', value }))
    : [{ kind: 'text', text }];
}

function writtenMetrics(metrics: Metrics): string {
  return Object.keys(metrics)
    .reduce<string[]>((all, base) => {
      const unit = (metricBase(base)?.unit ?? '').replace(/_/g, ' ');
      return all.concat(
        Object.keys(metrics[base]).map((stat) =>
          `${base}${stat === '' ? '' : `_${stat}`} = ${metrics[base][stat]} ${unit}`.trim()
        )
      );
    }, [])
    .join(', ');
}

const pointOf = ({ dimensions, metrics, settings }: Fragment): TriedPoint => ({
  dimensions: written(dimensions),
  metrics: writtenMetrics(metrics),
  settings: settings.map(({ key, value }) => `${key} = ${value}`).join(', '),
});

/**
 * What one mapping makes of the text of a file, JSON or CSV, by the very code that a scan reads it with. The pattern of the
 * mapping is not asked, for a pasted file has no path.
 */
export function tryMapping(mapping: MappingOptions, text: string, zoneOffsetMinutes = 0): Tried {
  const parsed = parseConfig({ mappings: [mapping] });
  if (!parsed.ok) {
    return none(...parsed.problems.map(({ at, message }) => `${at}: ${message}`));
  }
  const { mappings, issues } = compileMappings(parsed.value.mappings);
  const problems = issues.map(({ message }) => message);
  if (text.trim() === '' || mappings.length === 0) {
    return none(...problems);
  }
  try {
    const documents = documentsOf(text.replace(/^\ufeff/, ''));
    const known = documents.map(recognise).find((found) => found !== null);
    if (known !== undefined && known !== null) {
      problems.push(`This file is read as ${known.format.title}; a mapping is asked for files that no reader knows.`);
    }
    const points: TriedPoint[] = [];
    documents.forEach((document, index) => {
      const found = mapRows(document, { path: 'pasted', document: index }, mappings[0], { zoneOffsetMinutes });
      points.push(...found.points.map(pointOf));
      problems.push(...found.issues.map(({ message }) => message));
    });
    if (points.length === 0) {
      problems.push('No metric is found in this file: no place of the mapping holds a number.');
    }
    return { points, problems: Array.from(new Set(problems)) };
  } catch (error) {
    return none(...problems, `The file cannot be read: ${(error as Error).message}`);
  }
}
