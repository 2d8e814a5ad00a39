import type { Issue } from '../model/record';

/** Notes that a time was written without a zone, so that its place on a time axis depends on the settings. */
export function timeWithoutZone(path: string, field: string): Issue {
  return {
    severity: 'info',
    rule: 'time-without-zone',
    path,
    message: `${field} has no time zone; it is read as UTC, or as the zone set in the data source.`,
  };
}
