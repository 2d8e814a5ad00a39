import { fragment, type Fragment } from '../model/record';
import { aiperfMetrics, canonicalTag } from './aiperf-metrics';
import { number } from './fields';
import { stem } from './file-name';
import type { Format } from './format';
import { product, quotient, sum } from './metric-set';
import { runName } from './run-name';
import { groupedNumber, stackedTables } from './stacked-csv';

const ID = 'aiperf-csv';

/** `Time to First Token (ms)`: 1 name, 2 unit. Counts have no unit. */
const HEADING = /^(.+?)(?:\s*\(([^()]*)\))?$/;

/** Results by tag out of the tables of an AIPerf or genai-perf CSV export; tables of single GPUs are not of requests. */
export function csvResults(text: string): { readonly [tag: string]: { readonly [key: string]: number | string } } {
  const results: { [tag: string]: { [key: string]: number | string } } = {};
  stackedTables(text)
    .filter(({ columns }) => columns[0] === 'Metric' && !columns.includes('GPU'))
    .forEach(({ columns, rows }) =>
      rows.forEach((row) => {
        const found = HEADING.exec((row.Metric ?? '').trim());
        if (found === null) {
          return;
        }
        const result: { [key: string]: number | string } = { unit: (found[2] as string | undefined) ?? 'count' };
        columns.slice(1).forEach((column) => {
          const value = groupedNumber(row[column]);
          if (value !== null) {
            result[column === 'Value' ? 'avg' : column] = value;
          }
        });
        results[canonicalTag(found[1].toLowerCase().replace(/[\s-]+/g, '_'))] = result;
      })
    );
  return results;
}

type CsvResults = ReturnType<typeof csvResults>;

/**
 * A rate of requests is written with two decimals, 0.05 for 0.0537. Tokens a second and tokens give it in full, since all
 * rates are over one window; it is taken where it rounds to what is written. A 0 that stands for anything is left out.
 */
export function withExactRate(results: CsvResults): CsvResults {
  const value = (tag: string): number | null => number(results[tag]?.avg);
  const written = value('request_throughput');
  const total = value('total_token_throughput') !== null;
  const rate = value(total ? 'total_token_throughput' : 'output_token_throughput');
  const tokens = total ? sum(value('total_isl'), value('total_osl')) : value('total_osl');
  const exact = product(quotient(rate, tokens), value('request_count'));
  const { request_throughput: given, ...rest } = results as { readonly [tag: string]: CsvResults[string] | undefined };
  if (written === null || given === undefined) {
    return results;
  }
  if (exact !== null && exact > 0 && Math.abs(exact - written) <= 0.006) {
    return { ...results, request_throughput: { ...given, avg: exact } };
  }
  return written === 0 ? (rest as CsvResults) : results;
}

function read(text: string, source: Fragment['source']): Fragment {
  const { metrics, issues } = aiperfMetrics(withExactRate(csvResults(text)), source.path);
  const run = runName(source.path);
  const count = (base: string): number | null => metrics[base]?.[''] ?? null;
  const total = sum(count('requests_success'), count('requests_failed'));
  return fragment({
    grain: 'stage',
    source,
    format: ID,
    madeFrom: `${stem(source.path)}.json#0`,
    dimensions: { tool: 'aiperf', ...(run === undefined ? {} : { run }) },
    metrics: { ...metrics, ...(total === null ? {} : { requests_total: { '': total } }) },
    issues,
  });
}

function isExport(text: string): boolean {
  const head = text.slice(0, 300).replace(/^\ufeff/, '');
  // genai-perf counts its percentiles down.
  return (
    (/^Metric,avg,min,max,/.test(head) && !/^Metric,avg,min,max,p99\b/.test(head)) ||
    /^Metric,Value\r?\n(Benchmark Duration|Error Request Count)\b/.test(head)
  );
}

/** AIPerf's aggregate as CSV: one point with the JSON beside it, which has the last word. */
export const aiperfCsv: Format = {
  id: ID,
  title: 'AIPerf CSV',
  files: 'profile_export_aiperf.csv',
  traps: [
    'Two tables stand below each other; the unit is part of the name of a metric.',
    'Figures have two decimals; a low rate of requests is computed anew from tokens and their rate.',
    'Model, load and time are not in the file. Without a row of errors nothing is known of failures.',
  ],
  drop: [],
  detect: (document) => (document.kind === 'text' && isExport(document.text) ? { version: null } : null),
  read: (document, source) => (document.kind === 'text' ? [read(document.text, source)] : []),
};
