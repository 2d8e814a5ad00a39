import { dimensionByName, type Dimension } from '../model/dimensions';
import type { Dimensions, Setting } from '../model/record';
import { parseInstant } from '../model/time';
import { number, type Fields } from './fields';
import { isSecretName, setting, settingText } from './settings';

/** Dimensions that the reader takes from the measurement itself, or that name the file: metadata never sets them. */
const RESERVED = ['run', 'tool', 'load_type', 'stage', 'scope', 'format', 'format_version', 'path', 'file_modified'];

function settable(name: string): Dimension | null {
  const found = dimensionByName(name.replace(/-/g, '_'));
  const refused =
    found === undefined || found.derived === true || found.decision === 'load' || RESERVED.includes(found.id);
  return refused ? null : found;
}

function asKind(row: Dimension, value: unknown, zoneOffsetMinutes: number): string | number | null {
  const written = settingText(value);
  if (row.kind === 'number') {
    return number(value);
  }
  return row.kind === 'time' && written !== null ? (parseInstant(written, zoneOffsetMinutes)?.ms ?? null) : written;
}

/**
 * What the user of `--metadata` and the overrides of `vllm bench sweep` wrote at the top level: dimensions where the name
 * is one of the table, else settings of the load generator. Names of secrets and everything that is no scalar are passed
 * over; one level of an object (`compilation_config`) is spelt out.
 */
export function readMetadata(
  document: Fields,
  keys: readonly string[],
  zoneOffsetMinutes: number
): { dimensions: Dimensions; settings: readonly Setting[] } {
  const dimensions: { [id: string]: string | number } = {};
  const settings: Setting[] = [];
  keys.forEach((key) => {
    const value = document[key];
    const row = isSecretName(key) ? null : settable(key);
    const known = row === null ? null : asKind(row, value, zoneOffsetMinutes);
    if (row !== null && known !== null && dimensions[row.id] === undefined) {
      dimensions[row.id] = known;
      return;
    }
    settings.push(...setting('load', key, value));
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && !isSecretName(key)) {
      Object.keys(value).forEach((inner) =>
        settings.push(...setting('load', `${key}.${inner}`, (value as Fields)[inner]))
      );
    }
  });
  return { dimensions, settings };
}
