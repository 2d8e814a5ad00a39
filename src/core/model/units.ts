/**
 * Units. Every quantity is stored in one base unit; files declare theirs and are converted once, on reading.
 * Nothing is ever guessed from the magnitude of a number.
 */

export type Unit =
  | 'seconds'
  | 'tokens_per_second'
  | 'requests_per_second'
  | 'items_per_second'
  | 'fraction'
  | 'count'
  | 'tokens'
  | 'bytes'
  | 'bytes_per_second'
  | 'watts'
  | 'joules'
  | 'joules_per_token'
  | 'usd';

/** Grafana's unit id of each base unit (packages/grafana-data/src/valueFormats/categories.ts). */
export const GRAFANA_UNIT: Readonly<Record<Unit, string>> = {
  seconds: 's',
  tokens_per_second: 'suffix:tok/s',
  requests_per_second: 'reqps',
  items_per_second: 'suffix:items/s',
  fraction: 'percentunit',
  count: 'short',
  tokens: 'suffix:tok',
  bytes: 'bytes',
  bytes_per_second: 'Bps',
  watts: 'watt',
  joules: 'joule',
  joules_per_token: 'suffix:J/tok',
  usd: 'currencyUSD',
};

interface Conversion {
  readonly unit: Unit;
  readonly factor: number;
}

const SECOND: Conversion = { unit: 'seconds', factor: 1 };
const MILLISECOND: Conversion = { unit: 'seconds', factor: 1e-3 };
const MICROSECOND: Conversion = { unit: 'seconds', factor: 1e-6 };
const NANOSECOND: Conversion = { unit: 'seconds', factor: 1e-9 };
const TOKEN_RATE: Conversion = { unit: 'tokens_per_second', factor: 1 };
const REQUEST_RATE: Conversion = { unit: 'requests_per_second', factor: 1 };
const ITEM_RATE: Conversion = { unit: 'items_per_second', factor: 1 };
const COUNT: Conversion = { unit: 'count', factor: 1 };
const FRACTION: Conversion = { unit: 'fraction', factor: 1 };
const bytes = (factor: number): Conversion => ({ unit: 'bytes', factor });
const bandwidth = (factor: number): Conversion => ({ unit: 'bytes_per_second', factor });

/**
 * Declared unit (as written in a file, case folded) to base unit and factor. The names are the enum of llm-d's Benchmark
 * Report plus the spellings of AIPerf, genai-perf and Prometheus exports.
 */
const SPELLINGS: Readonly<Record<string, Conversion>> = {
  s: SECOND,
  sec: SECOND,
  second: SECOND,
  seconds: SECOND,
  's/token': SECOND,
  ms: MILLISECOND,
  milliseconds: MILLISECOND,
  'ms/token': MILLISECOND,
  us: MICROSECOND,
  µs: MICROSECOND,
  microseconds: MICROSECOND,
  ns: NANOSECOND,
  nanoseconds: NANOSECOND,
  min: { unit: 'seconds', factor: 60 },
  'tokens/s': TOKEN_RATE,
  'tokens/sec': TOKEN_RATE,
  'tokens/second': TOKEN_RATE,
  'tokens/sec/user': TOKEN_RATE,
  'tokens/s/user': TOKEN_RATE,
  'queries/s': REQUEST_RATE,
  'requests/s': REQUEST_RATE,
  'requests/sec': REQUEST_RATE,
  'requests/second': REQUEST_RATE,
  'requests/min': { unit: 'requests_per_second', factor: 1 / 60 },
  'images/s': ITEM_RATE,
  'videos/s': ITEM_RATE,
  'audios/s': ITEM_RATE,
  count: COUNT,
  requests: COUNT,
  pixels: COUNT,
  tokens: { unit: 'tokens', factor: 1 },
  fraction: FRACTION,
  ratio: FRACTION,
  percent: { unit: 'fraction', factor: 0.01 },
  '%': { unit: 'fraction', factor: 0.01 },
  bytes: bytes(1),
  kb: bytes(1e3),
  mb: bytes(1e6),
  gb: bytes(1e9),
  tb: bytes(1e12),
  kib: bytes(2 ** 10),
  mib: bytes(2 ** 20),
  gib: bytes(2 ** 30),
  tib: bytes(2 ** 40),
  'mbit/s': bandwidth(1e6 / 8),
  'gbit/s': bandwidth(1e9 / 8),
  'tbit/s': bandwidth(1e12 / 8),
  'mb/s': bandwidth(1e6),
  'gb/s': bandwidth(1e9),
  'tb/s': bandwidth(1e12),
  'gib/s': bandwidth(2 ** 30),
  w: { unit: 'watts', factor: 1 },
  watts: { unit: 'watts', factor: 1 },
  j: { unit: 'joules', factor: 1 },
  joules: { unit: 'joules', factor: 1 },
};

const CONVERSIONS: ReadonlyMap<string, Conversion> = new Map(Object.entries(SPELLINGS));

/** Units that measure the same thing: a length in tokens may be declared as a plain count. */
const COMPATIBLE: Readonly<Partial<Record<Unit, readonly Unit[]>>> = {
  tokens: ['count'],
  count: ['tokens'],
  tokens_per_second: ['items_per_second'],
};

/**
 * The factor that turns a number declared in `declared` into the base unit `wanted`, or null when the declared unit is
 * unknown or measures something else. Callers then leave the number out and report it.
 */
export function conversionFactor(declared: string, wanted: Unit): number | null {
  // Mostly spelled as in the table.
  const found = CONVERSIONS.get(declared) ?? CONVERSIONS.get(declared.trim().toLowerCase());
  if (found === undefined) {
    return null;
  }
  const fits = found.unit === wanted || (COMPATIBLE[wanted] ?? []).includes(found.unit);
  return fits ? found.factor : null;
}
