import type { Stat } from './metric-id';

/** A map, since names come out of files and an object also answers `constructor`. */
const WORDS: ReadonlyMap<string, Stat | null> = new Map<string, Stat | null>([
  ['mean', 'mean'],
  ['avg', 'mean'],
  ['average', 'mean'],
  ['median', 'p50'],
  ['min', 'min'],
  ['minimum', 'min'],
  ['max', 'max'],
  ['maximum', 'max'],
  ['std', 'std'],
  ['stddev', 'std'],
  ['std_dev', 'std'],
  // The usual spellings, which a look-up settles sooner than a pattern.
  ...['p1', 'p5', 'p10', 'p25', 'p50', 'p75', 'p90', 'p95', 'p99'].map((name): [string, Stat] => [name, name]),
  ['p0p1', 'p0_1'],
  ['p99p9', 'p99_9'],
  ['p99.9', 'p99_9'],
  // What stands beside the statistics of a Benchmark Report.
  ['units', null],
  ['mode', null],
]);

/** `p99`, `P99`, `p99.9`, `p99p9`, `p0p1`; 1: whole part, 2: decimals. */
const PERCENTILE = /^[pP](\d{1,3})(?:[.p_](\d{1,4}))?$/;
/** Three digits without a point: `p999` is p99.9 and `p001` p0.1, as GuideLLM writes them; `p100` stays. */
const PACKED = /^[pP](00|99)(\d)$/;

/**
 * The one name of a statistic that a file spells in its own way (`p50`, `median`, `p99p9`, `p99.9`, `p999`), or null when
 * it is none. `p01` is the first percentile, as in GuideLLM.
 */
export function canonicalStat(name: string): Stat | null {
  const word = WORDS.get(name);
  const known = word === undefined ? WORDS.get(name.toLowerCase()) : word;
  if (known !== undefined) {
    return known;
  }
  // Keys that begin otherwise need no pattern.
  const found = /^p/i.test(name) ? (PACKED.exec(name) ?? PERCENTILE.exec(name)) : null;
  if (found === null) {
    return null;
  }
  const decimals = (found[2] ?? '').replace(/0+$/, '');
  if (Number(`${found[1]}.${decimals}`) > 100) {
    return null;
  }
  return decimals === '' ? `p${Number(found[1])}` : `p${Number(found[1])}_${decimals}`;
}

/** The percentile that a statistic names, 0..100, or null for mean, min, max and std. */
export function percentileOf(stat: Stat): number | null {
  const found = /^p(\d{1,3})(?:_(\d{1,4}))?$/.exec(stat);
  return found === null ? null : Number(`${found[1]}.${found[2] ?? '0'}`);
}
