/** ISO 8601 and the compact forms that load tools write. Ours, since Date.parse differs between JavaScript engines. */

export interface Instant {
  /** ms since the epoch. */
  readonly ms: number;
  /** True where the text had no zone, so that `zoneOffsetMinutes` was applied. */
  readonly zoneless: boolean;
}

/** 1 year, 2 month, 3 day, 4 hour, 5 minute, 6 second, 7 fraction, 8 zone. */
const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?$/i;
/** `20250923-201033` of vLLM bench. */
const COMPACT = /^(\d{4})(\d{2})(\d{2})[-_T](\d{2})(\d{2})(\d{2})$/;

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && leap ? 29 : DAYS[month - 1];
}

/** Minutes ahead of UTC; null for a zone that cannot be. */
function zoneMinutes(zone: string): number | null {
  if (/^(Z|UTC)$/i.test(zone)) {
    return 0;
  }
  const sign = zone.charAt(0) === '-' ? -1 : 1;
  const digits = zone.replace(/\D/g, '');
  const [hours, minutes] = [Number(digits.slice(0, 2)), Number(digits.slice(2, 4))];
  return hours > 23 || minutes > 59 ? null : sign * (hours * 60 + minutes);
}

/** As Date.UTC, which takes the years 0 to 99 for 1900 to 1999: 400 years later the calendar is the same. */
function utc(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  return year > 99
    ? Date.UTC(year, month - 1, day, hour, minute, second)
    : Date.UTC(year + 400, month - 1, day, hour, minute, second) - 146097 * 86400000;
}

/**
 * Reads a point in time. A text without a zone is local time of `zoneOffsetMinutes` and marked. Null for everything that
 * is no such text or no date of the calendar.
 */
export function parseInstant(text: string, zoneOffsetMinutes = 0): Instant | null {
  const trimmed = text.trim();
  const found = ISO.exec(trimmed) ?? COMPACT.exec(trimmed);
  if (found === null) {
    return null;
  }
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const [hour, minute, second] = [Number(found[4] ?? 0), Number(found[5] ?? 0), Number(found[6] ?? 0)];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 60) {
    return null;
  }
  const fraction = found[7] === undefined ? 0 : Number(`0.${found[7]}`) * 1000;
  const zone = found[8] as string | undefined;
  const offset = zone === undefined ? zoneOffsetMinutes : zoneMinutes(zone);
  return offset === null
    ? null
    : {
        ms: utc(year, month, day, hour, minute, second) + Math.floor(fraction) - offset * 60000,
        zoneless: zone === undefined,
      };
}

/** 1 sign, 2 weeks, 3 days, 4 hours, 5 minutes, 6 seconds. */
const DURATION =
  /^([-+])?P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Seconds of an ISO 8601 duration (`PT49.97S`). Years and months have no fixed length and are refused: null. */
export function parseDuration(text: string): number | null {
  const found = DURATION.exec(text.trim());
  if (found === null || [2, 3, 4, 5, 6].every((group) => found[group] === undefined)) {
    return null;
  }
  const part = (group: number): number => Number(found[group] ?? 0);
  const seconds = part(2) * 604800 + part(3) * 86400 + part(4) * 3600 + part(5) * 60 + part(6);
  return found[1] === '-' ? -seconds : seconds;
}
