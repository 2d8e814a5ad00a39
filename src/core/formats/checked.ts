import type { Stat } from '../model/metric-id';
import { canonicalStat } from '../model/percentile';
import type { Issue, Severity } from '../model/record';
import { at, fields, number } from './fields';

export type Statistics = { readonly [stat: string]: number };

function typeName(value: unknown): string {
  return Array.isArray(value)
    ? 'an array'
    : typeof value === 'object'
      ? 'an object'
      : `the ${typeof value} ${String(value).slice(0, 40)}`;
}

type Negative = 'refused' | 'allowed';

/** Takes note of what is there but cannot be used. */
export type Report = (severity: Severity, rule: string, message: string) => void;

function numberIn(
  value: unknown,
  keys: readonly string[],
  negative: Negative,
  rule: string,
  report: Report
): number | null {
  if (value === undefined || value === null) {
    return null;
  }
  const found = number(value);
  if (found === null) {
    report('warning', 'wrong-type', `${keys.join('.')} is ${typeName(value)}, not a finite number; it is left out.`);
    return null;
  }
  if (found < 0 && negative === 'refused') {
    report('warning', rule, `${keys.join('.')} is ${found}, which is below zero; it is left out.`);
    return null;
  }
  return found;
}

/**
 * The statistics of an object of them, by canonical name; keys that name no statistic are passed over. Null when none.
 * `keys` is what people know the object by, `nameOf` gives the name of a statistic by its key.
 */
export function statisticsIn(
  value: unknown,
  keys: readonly string[],
  negative: Negative,
  report: Report,
  nameOf: (key: string) => Stat | null = canonicalStat
): Statistics | null {
  if (value === undefined || value === null) {
    return null;
  }
  const object = fields(value);
  if (object === null) {
    report(
      'warning',
      'wrong-type',
      `${keys.join('.')} is ${typeName(value)}, not an object of statistics; it is left out.`
    );
    return null;
  }
  const found: { [stat: string]: number } = {};
  let some = false;
  // Not by a list of keys, which takes four times as long: this runs for every metric of every point.
  for (const key in object) {
    const stat = nameOf(key);
    if (stat === null) {
      continue;
    }
    const given = object[key];
    const isPlain = typeof given === 'number' && given >= 0 && given < Infinity;
    const figure = isPlain ? given : numberIn(given, [...keys, key], negative, 'negative-value', report);
    if (figure !== null) {
      found[stat] = figure;
      some = true;
    }
  }
  return some ? found : null;
}

/**
 * Reads numbers out of one document, `root`, and takes note of what is there but cannot be used; issues carry `path`, the
 * object that it was read from. A missing key and null are no issue: the tool did not say.
 */
export class Checked {
  readonly issues: Issue[] = [];

  constructor(
    private readonly root: unknown,
    private readonly path: string
  ) {}

  readonly report: Report = (severity, rule, message) => {
    this.issues.push({ severity, rule, path: this.path, message });
  };

  /** A number that cannot be negative: a count, a duration, a length. Null when missing or refused. */
  amount(...path: readonly string[]): number | null {
    return numberIn(at(this.root, ...path), path, 'refused', 'negative-value', this.report);
  }

  /** The same for a rate. */
  rate(...path: readonly string[]): number | null {
    return numberIn(at(this.root, ...path), path, 'refused', 'negative-rate', this.report);
  }

  /** The statistics of an object of them, by canonical name; keys that name no statistic are passed over. Null when none. */
  distribution(...path: readonly string[]): Statistics | null {
    return statisticsIn(at(this.root, ...path), path, 'refused', this.report);
  }

  /** The same for a quantity that may be negative. */
  signedDistribution(...path: readonly string[]): Statistics | null {
    return statisticsIn(at(this.root, ...path), path, 'allowed', this.report);
  }
}
