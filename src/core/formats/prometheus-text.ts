import { number } from './fields';

/** One sample of a scrape. Null: NaN or infinite. */
export interface PrometheusSample {
  readonly name: string;
  readonly labels: { readonly [label: string]: string };
  readonly value: number | null;
}

/** 1 name, 2 labels, 3 value; a timestamp or an exemplar may follow. */
const SAMPLE = /^([A-Za-z_:][\w:]*)\s*(?:\{(.*)\})?\s+([-+]?[\w.+-]+)(?:\s|$)/;

/** 1 name, 2 value with its escapes. */
const LABEL = /([A-Za-z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"/g;

const NO_LABELS = {};

function labelsOf(text: string): { readonly [label: string]: string } {
  const found: { [label: string]: string } = {};
  LABEL.lastIndex = 0;
  for (let match = LABEL.exec(text); match !== null; match = LABEL.exec(text)) {
    if (match[1] !== '__proto__') {
      found[match[1]] = match[2].replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
    }
  }
  return found;
}

/** Longest line that is looked at: the labels of a sample are short. */
const MAX_LINE = 10000;

/**
 * Samples of the Prometheus text format and of OpenMetrics, of the names that are wanted. Lines that are no samples are
 * passed over; the buckets of a histogram are samples like others, under `<name>_bucket`.
 */
export function prometheusSamples(text: string, wanted: (name: string) => boolean): PrometheusSample[] {
  const found: PrometheusSample[] = [];
  text.split(/\r?\n/).forEach((line) => {
    const end = line.search(/[\s{]/);
    if (end <= 0 || line.length > MAX_LINE || !wanted(line.slice(0, end))) {
      return;
    }
    // An exemplar has labels of its own, behind a hash.
    const exemplar = line.indexOf(' # {');
    const match = SAMPLE.exec(exemplar < 0 ? line : line.slice(0, exemplar));
    if (match !== null) {
      const labels = match[2] as string | undefined;
      found.push({
        name: match[1],
        labels: labels === undefined ? NO_LABELS : labelsOf(labels),
        value: number(match[3]),
      });
    }
  });
  return found;
}
