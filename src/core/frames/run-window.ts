import type { Signal } from '../model/signals';

/** What links need to know of a run. */
export interface RunFacts {
  /** ms since the epoch; null where no file says. */
  readonly start: number | null;
  readonly end: number | null;
  /** Value of a dimension, null where missing. */
  value(id: string): string | null;
}

const PLACEHOLDER = /\$\{__run\.([A-Za-z_][\w.-]*)(?::(regex))?\}/g;

/** For a text between double quotes, as PromQL and LogQL read it. */
function quoted(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}

function regex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function valueOf(run: RunFacts, name: string): string {
  switch (name) {
    case 'start':
      return run.start === null ? '' : String(run.start);
    case 'end':
      return run.end === null ? '' : String(run.end);
    case 'duration':
      return run.start === null || run.end === null ? '' : String(Math.ceil((run.end - run.start) / 1000));
    default:
      return run.value(name === 'name' ? 'run' : name) ?? '';
  }
}

/** Fills `${__run.NAME}` in every text of a value: a dimension, `name`, `start` and `end` (ms), `duration` (s). Missing is empty. */
function filled(value: unknown, run: RunFacts, escape: (text: string) => string): unknown {
  if (typeof value === 'string') {
    return value.replace(PLACEHOLDER, (_, name: string, format?: string) => {
      const text = valueOf(run, name);
      return escape(format === 'regex' ? regex(text) : text);
    });
  }
  if (Array.isArray(value)) {
    return value.map((part) => filled(part, run, escape));
  }
  if (typeof value === 'object' && value !== null) {
    const copy: Record<string, unknown> = {};
    Object.entries(value).forEach(([key, part]) => (copy[key] = filled(part, run, escape)));
    return copy;
  }
  return value;
}

/** The template as a query: a JSON object is one, anything else an expression. LogQL begins with a brace too, but is no JSON. */
function queryOf(template: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(template);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // An expression.
  }
  return { expr: template };
}

/**
 * The state of an Explore pane, as its address has it (percent-encoded JSON): the query of a signal over the window of a run, from
 * its start less the margin to its end and the margin. Without a window Explore shows its usual range.
 */
export function explorePane(signal: Signal, run: RunFacts): string {
  const datasource = { uid: signal.datasource };
  const query = filled(queryOf(signal.query), run, quoted) as Record<string, unknown>;
  const [start, end] = [run.start ?? run.end, run.end ?? run.start];
  const margin = signal.margin * 1000;
  const pane = {
    datasource: signal.datasource,
    queries: [{ refId: 'A', ...query, datasource }],
    ...(start === null || end === null
      ? {}
      : { range: { from: String(Math.floor(start - margin)), to: String(Math.ceil(end + margin)) } }),
  };
  return encodeURIComponent(JSON.stringify({ run: pane }));
}
