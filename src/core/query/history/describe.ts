import { textAt } from '../../model/table';
import type { Data } from '../data';
import type { Entry } from './series';

/** `run (version, commit)` of an entry. */
export function describe(data: Data, entry: Entry): string {
  const text = (id: string): string | null => textAt(data.dimension(id), entry.row);
  const versions = [text('engine_version'), text('commit')].filter((part) => part !== null);
  return `${text('run') ?? '?'}${versions.length === 0 ? '' : ` (${versions.join(', ')})`}`;
}
