import { metricUnit, type Metric } from '../model/metric-id';

/** A load or another plain number in a sentence, to three digits. */
export function figure(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** A change in a sentence: 0.0823 reads `+8.2 %`. */
export function signedPercent(fraction: number): string {
  return `${fraction >= 0 ? '+' : ''}${(fraction * 100).toFixed(1)} %`;
}

/** A number with three digits, and no more zeros than it has. */
function digits(value: number): string {
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : figure(value);
}

/** Grafana's names of units that nobody says. */
const SAID: Readonly<Record<string, string>> = {
  reqps: 'req/s',
  short: '',
  watt: 'W',
  joule: 'J',
};

const THOUSANDS = ['', 'k', 'M', 'G', 'T', 'P'];

/** Bytes by powers of a thousand: 5e9 reads `5 GB`. */
function bytes(value: number): string {
  const power = Math.min(THOUSANDS.length - 1, Math.max(0, Math.floor(Math.log10(Math.abs(value) || 1) / 3)));
  return `${digits(value / 1000 ** power)} ${THOUSANDS[power]}B`;
}

/** A value of a metric in a sentence: `250 ms`, `1.25 s`, `4.2 %`, `1830 tok/s/GPU`, `$0.84`. */
export function inWords(metric: Metric, value: number): string {
  switch (metric.base.unit) {
    case 'seconds':
      return Math.abs(value) < 1 ? `${digits(value * 1000)} ms` : `${digits(value)} s`;
    case 'fraction':
      return `${digits(value * 100)} %`;
    case 'usd':
      return `$${digits(value)}`;
    case 'bytes':
      return bytes(value);
    case 'bytes_per_second':
      return `${bytes(value)}/s`;
    default: {
      const unit = metricUnit(metric).replace('suffix:', '');
      return `${digits(value)} ${SAID[unit] ?? unit}`.trim();
    }
  }
}
