import fc from 'fast-check';
import { parseDuration, parseInstant } from './time';

const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');

/** Any moment from year 1 to 9999, in ms. */
const moments = fc.integer({ min: Date.parse('0001-01-01T00:00:00Z'), max: Date.parse('9999-12-31T23:59:59.999Z') });
const zones = fc.integer({ min: -14 * 60, max: 14 * 60 });

function zoneText(minutes: number, colon: boolean): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}${colon ? ':' : ''}${pad(size % 60)}`;
}

describe('points in time', () => {
  it('reads what Date writes', () => {
    fc.assert(
      fc.property(moments, (ms) => {
        expect(parseInstant(new Date(ms).toISOString())).toEqual({ ms, zoneless: false });
      }),
      { numRuns: 1000 }
    );
  });

  it('a zone says how far its clock is ahead', () => {
    fc.assert(
      fc.property(moments, zones, fc.boolean(), fc.constantFrom('T', ' '), (ms, zone, colon, between) => {
        const local = new Date(Math.floor(ms / 1000) * 1000 + zone * 60000);
        fc.pre(local.getUTCFullYear() >= 1 && local.getUTCFullYear() <= 9999);
        const text = local.toISOString().slice(0, 19).replace('T', between) + zoneText(zone, colon);
        expect(parseInstant(text)).toEqual({ ms: Math.floor(ms / 1000) * 1000, zoneless: false });
      })
    );
  });

  it('a time without a zone is local time of the zone that is set, and marked', () => {
    fc.assert(
      fc.property(moments, zones, (ms, zone) => {
        const local = new Date(Math.floor(ms / 1000) * 1000).toISOString();
        const compact = local.slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
        const expected = { ms: Math.floor(ms / 1000) * 1000 - zone * 60000, zoneless: true };
        expect(parseInstant(local.slice(0, 19), zone)).toEqual(expected);
        expect(parseInstant(compact, zone)).toEqual(expected);
      })
    );
  });

  it('no ms is lost to rounding', () => {
    for (let ms = 0; ms < 1000; ms++) {
      expect(parseInstant(`2024-02-29T12:00:00.${pad(ms, 3)}Z`)?.ms).toBe(Date.UTC(2024, 1, 29, 12, 0, 0, ms));
    }
  });

  it.each<[string, string]>([
    ['2025-09-23', '2025-09-23T00:00:00Z'],
    ['2025-09-23T20:10', '2025-09-23T20:10:00Z'],
    ['2025-09-23T20:10:33,5Z', '2025-09-23T20:10:33.500Z'],
    ['2025-09-23 20:10:33 UTC', '2025-09-23T20:10:33Z'],
    ['2025-09-23 20:10:33.123456789 +02:00', '2025-09-23T18:10:33.123Z'],
    ['  20250923-201033\n', '2025-09-23T20:10:33Z'],
    ['20250923T201033', '2025-09-23T20:10:33Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00Z'],
  ])('%j is %s', (text, expected) => {
    expect(parseInstant(text)?.ms).toBe(Date.parse(expected));
  });

  it.each([
    '',
    'now',
    '2025',
    '2025-13-01',
    '2025-00-01',
    '2025-04-31',
    '2025-02-29',
    '1900-02-29',
    '2100-02-29T00:00:00Z',
    '2025-01-00',
    '2025-01-01T24:00:00Z',
    '2025-01-01T00:60:00Z',
    '2025-01-01T00:00:61Z',
    '2025-01-01T00:00:00+2',
    '2025-01-01T00:00:00+99:00',
    '2025-01-01T00:00:00+01:75',
    '2025-01-01T',
    '20251301-000000',
    '20250101',
    '1758658233',
    '2025-1-1',
  ])('%j is none', (text) => {
    expect(parseInstant(text)).toBeNull();
  });

  it('the calendar has the days that Date has', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9999 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 31 }),
        (year, month, day) => {
          const date = new Date(0);
          date.setUTCFullYear(year, month - 1, day);
          const exists = date.getUTCMonth() === month - 1;
          expect(parseInstant(`${pad(year, 4)}-${pad(month)}-${pad(day)}`)?.ms ?? null).toBe(
            exists ? date.getTime() : null
          );
        }
      ),
      { numRuns: 1000 }
    );
  });
});

describe('durations', () => {
  it.each<[string, number | null]>([
    ['PT49.97S', 49.97],
    ['PT1M', 60],
    ['PT1H30M', 5400],
    ['P1DT1S', 86401],
    ['P2W', 1209600],
    ['P1W2DT3H4M5.5S', 604800 + 2 * 86400 + 3 * 3600 + 4 * 60 + 5.5],
    ['-PT5S', -5],
    ['+PT5S', 5],
    ['PT0S', 0],
    ['P', null],
    ['PT', null],
    ['P1Y', null],
    ['P1M', null],
    ['1H', null],
    ['PT1S1M', null],
    ['', null],
  ])('%s is %s s', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });
});
