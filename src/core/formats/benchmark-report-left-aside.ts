import type { Issue } from '../model/record';
import { AGGREGATED, OBSERVED } from './benchmark-report-observability';
import { at, fields, list } from './fields';

/** Names that one message shows. */
const SHOWN = 20;

function keysBut(value: unknown, known: readonly string[], prefix: string): string[] {
  const names: string[] = [];
  for (const key in fields(value)) {
    if (!known.includes(key)) {
      names.push(prefix + key.slice(0, 80));
    }
  }
  return names;
}

/** What the results of a report hold and nobody reads: named, so that it is not missed. */
export function leftAside(results: unknown, path: string): Issue[] {
  const observability = at(results, 'observability');
  const components = list(at(observability, 'components')).reduce<string[]>(
    (all, component) =>
      all.concat(
        keysBut(component, ['component_label', 'aggregate'], 'observability.components.'),
        keysBut(at(component, 'aggregate'), AGGREGATED, 'observability.components.aggregate.')
      ),
    []
  );
  const names = [
    ...keysBut(results, ['request_performance', 'session_performance', 'observability', 'component_health'], ''),
    ...keysBut(at(results, 'request_performance'), ['aggregate'], 'request_performance.'),
    ...keysBut(observability, OBSERVED, 'observability.'),
    ...Array.from(new Set(components)),
  ];
  if (names.length === 0) {
    return [];
  }
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  const message = `results has ${names.slice(0, SHOWN).join(', ')}${more}: series, or no metric of the table, so they stay in the file.`;
  return [{ severity: 'info', rule: 'left-in-the-file', path, message }];
}
