import * as v from 'valibot';

/** Signals of a run that lie in another data source of Grafana. */
export const SIGNALS = ['metrics', 'logs'] as const;

export type SignalName = (typeof SIGNALS)[number];

const signalSchema = v.object({
  /** Uid of the data source, Prometheus and Loki say. */
  datasource: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  /**
   * The query: an expression (PromQL, LogQL), or the JSON of a whole query of that data source. `${__run.NAME}` stands for a
   * dimension of the run.
   */
  query: v.pipe(v.string(), v.maxLength(5000)),
  /** Seconds shown before and after the run. */
  margin: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(86400)), 60),
});

export type Signal = v.InferOutput<typeof signalSchema>;

export type Signals = { readonly [name in SignalName]?: Signal };

/**
 * The signals that the settings `links` name. Links are for display alone, so one that is not filled in or cannot be read is left
 * out and fails nothing.
 */
export function readSignals(links: unknown): Signals {
  const found: { [name in SignalName]?: Signal } = {};
  SIGNALS.forEach((name) => {
    const given: unknown =
      typeof links === 'object' && links !== null ? (links as Record<string, unknown>)[name] : null;
    const parsed = v.safeParse(signalSchema, given);
    if (parsed.success) {
      found[name] = parsed.output;
    }
  });
  return found;
}
