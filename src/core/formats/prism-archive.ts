import { canonicalStat } from '../model/percentile';
import { parseInstant } from '../model/time';
import { fragment, type Dimensions, type Fragment, type Issue } from '../model/record';
import { Checked } from './checked';
import { at, fields, list, text } from './fields';
import type { Format, ReadContext } from './format';
import { timeWithoutZone } from './local-time';
import { aboveZero } from './metric-set';
import { archiveLengths, archiveMetrics, isTpotImplausible } from './prism-archive-metrics';
import { archiveSetup, archiveTopology } from './prism-archive-setup';
import { setting } from './settings';

const ID = 'prism-archive';

function isEntry(value: unknown): boolean {
  return (
    fields(at(value, 'metrics')) !== null &&
    fields(at(value, 'workload')) !== null &&
    fields(at(value, 'source_info')) !== null &&
    (text(at(value, 'model_name')) ?? text(at(value, 'metadata', 'model_name'))) !== null
  );
}

function isArchive(value: unknown): boolean {
  const entries = list(value);
  return entries.length > 0 && isEntry(entries[0]);
}

/** The load: a closed loop where a concurrency is given. target_qps repeats the measured rate and is no setting. */
function load(doc: Checked): Dimensions {
  const concurrency = aboveZero(doc.amount('workload', 'concurrency'));
  return { load_type: concurrency === null ? null : 'concurrency', concurrency };
}

/** vLLM's own end time, `20250923-201033`. The other notation is the time of the import and no time of the run. */
function endedAt(entry: unknown, context: ReadContext): number | null {
  const written = text(at(entry, 'timestamp')) ?? '';
  return /^\d{8}-\d{6}$/.test(written) ? (parseInstant(written, context.zoneOffsetMinutes)?.ms ?? null) : null;
}

/** An entry as a point, and what is odd about it: said once for the file. */
interface Read {
  readonly part: Fragment;
  readonly implausible: boolean;
  /** Statistics written as 0 for want of a measurement, such as `latency.p99`. */
  readonly zeros: readonly string[];
}

function zerosOf(entry: unknown): string[] {
  return ['ttft', 'latency'].reduce<string[]>((found, name) => {
    const statistics = fields(at(entry, 'metrics', name)) ?? {};
    return found.concat(
      Object.keys(statistics)
        .filter((stat) => canonicalStat(stat) !== null && statistics[stat] === 0)
        .map((stat) => `${name}.${stat}`)
    );
  }, []);
}

function readEntry(entry: unknown, source: Fragment['source'], context: ReadContext): Read {
  const doc = new Checked(entry, source.path);
  const length = archiveLengths(doc);
  const found = archiveMetrics(doc, length);
  const setup = archiveSetup(entry);
  const { dimensions, components } = archiveTopology(entry);
  const ended = endedAt(entry, context);
  const part = fragment({
    grain: 'stage',
    source,
    format: ID,
    runKey: setup.runKey,
    dimensions: {
      ...setup.dimensions,
      ...dimensions,
      ...load(doc),
      ...(length.configured ? { isl: length.input, osl: length.output } : {}),
      ended_at: ended,
    },
    metrics: found,
    components,
    settings: setting('load', 'variant', at(entry, 'metadata', 'variant')),
    issues: doc.issues,
  });
  return { part, implausible: isTpotImplausible(found, length), zeros: zerosOf(entry) };
}

/** One issue for the whole file in place of one an entry. */
function summaryIssues(path: string, parts: readonly Read[], left: number): readonly Issue[] {
  const issues: Issue[] = [];
  const zeros = new Map<string, number>();
  parts.forEach((entry) => entry.zeros.forEach((name) => zeros.set(name, (zeros.get(name) ?? 0) + 1)));
  if (zeros.size > 0) {
    const counts = Array.from(zeros, ([name, count]) => `metrics.${name} in ${count} of ${parts.length} entries`);
    issues.push({
      severity: 'warning',
      rule: 'percentile-zero',
      path,
      message: `A latency of exactly 0: ${counts.join(', ')}. It stands for what was not measured and is left out; take the percentiles from the files that the archive was made of.`,
    });
  }
  const implausible = parts.filter((entry) => entry.implausible).length;
  if (implausible > 0) {
    issues.push({
      severity: 'warning',
      rule: 'implausible-tpot',
      path,
      message: `In ${implausible} of ${parts.length} entries TPOT x (output tokens - 1) is far longer than the request latency. The values are shown as written.`,
    });
  }
  if (left > 0) {
    issues.push({
      severity: 'warning',
      rule: 'wrong-type',
      path,
      message: `${left} entries are no results and are left out.`,
    });
  }
  return parts.some(({ part }) => typeof part.dimensions.ended_at === 'number')
    ? [...issues, timeWithoutZone(path, 'timestamp')]
    : issues;
}

function read(value: unknown, source: Fragment['source'], context: ReadContext): readonly Fragment[] {
  if (!isArchive(value)) {
    return [];
  }
  const entries = list(value).filter(isEntry);
  const parts = entries.map((entry) => readEntry(entry, source, context));
  const issues = summaryIssues(source.path, parts, list(value).length - entries.length);
  return parts.map(({ part }, index) => (index === 0 ? { ...part, issues: [...part.issues, ...issues] } : part));
}

export const prismArchive: Format = {
  id: ID,
  title: 'llm-d Prism archive',
  files: 'llm-d-benchmarks.json, archived_drive_data.json: arrays of entries that Prism has normalised',
  traps: [
    'throughput is input + output tokens in entries without output_tput and output alone in those with it.',
    'Prism writes 0 for what it does not know (p50, p99, error_count): 0 is left out.',
    'target_qps repeats the measured request rate; the load is the concurrency.',
    'A timestamp in ISO notation is the time of the import, not of the run.',
    'TPOT of the imported request logs is far longer than the requests: it is reported and never corrected.',
  ],
  drop: ['raw_snapshot'],
  detect: (document) => (document.kind === 'value' && isArchive(document.value) ? { version: null } : null),
  read: (document, source, context) => (document.kind === 'value' ? read(document.value, source, context) : []),
};
