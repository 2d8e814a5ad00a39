import { parseInstant } from '../model/time';
import { page, type Entry, type Page } from './listing-page';

type Row = Readonly<Record<string, unknown>>;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Tue, 24 Nov 2026 11:19:15 GMT`: 1 day, 2 month, 3 year, 4 hour, 5 minute, 6 second. */
const HTTP_DATE = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;

/** A date of RFC 1123 or ISO 8601 in ms since the epoch; null for anything else. */
export function parseModified(value: unknown): number | null {
  if (typeof value !== 'string') {
    return null;
  }
  const found = HTTP_DATE.exec(value);
  if (found === null) {
    return parseInstant(value)?.ms ?? null;
  }
  const month = MONTHS.indexOf(found[2]);
  const [day, year, hour, minute, second] = [1, 3, 4, 5, 6].map((group) => Number(found[group]));
  return month < 0 ? null : Date.UTC(year, month, day, hour, minute, second);
}

function size(value: unknown): number | null {
  return typeof value === 'number' && isFinite(value) && value >= 0 ? value : null;
}

/** nginx `autoindex_format json`: `{name, type: file|directory|other, mtime, size}`. What is neither is left out. */
function nginxEntry(row: Row): Entry | 'none' | null {
  if (typeof row.name !== 'string' || typeof row.type !== 'string') {
    return null;
  }
  if (row.type !== 'file' && row.type !== 'directory') {
    return 'none';
  }
  const directory = row.type === 'directory';
  return { name: row.name, directory, size: directory ? null : size(row.size), modified: parseModified(row.mtime) };
}

/** Caddy `file_server browse`: `{name, size, url, mod_time, mode, is_dir}`; names of directories end in `/`. */
function caddyEntry(row: Row): Entry | null {
  if (typeof row.name !== 'string' || typeof row.is_dir !== 'boolean') {
    return null;
  }
  return {
    name: row.is_dir && row.name.endsWith('/') ? row.name.slice(0, -1) : row.name,
    directory: row.is_dir,
    size: row.is_dir ? null : size(row.size),
    modified: parseModified(row.mod_time),
  };
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads a listing in the JSON of nginx or of Caddy. Null where the text is neither. */
export function parseJsonListing(text: string): Page | null {
  const rows = parsed(text);
  if (!Array.isArray(rows)) {
    return null;
  }
  const entries: Entry[] = [];
  for (const row of rows) {
    const entry = isRow(row) ? (nginxEntry(row) ?? caddyEntry(row)) : null;
    if (entry === null) {
      return null;
    }
    if (entry !== 'none') {
      entries.push(entry);
    }
  }
  return page(entries);
}
