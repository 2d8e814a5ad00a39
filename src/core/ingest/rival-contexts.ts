import type { Fragment, Issue, Metrics } from '../model/record';

/**
 * Context of one format and stage that gives one metric twice, such as scrapes of several servers or moments: nothing says
 * which of them holds for the points beside it, so the metric is left out of them all, and said once. A copy that names its
 * original is no rival of it. Linear in the contexts and their metrics.
 */
export function withoutRivals(contexts: readonly Fragment[]): {
  readonly contexts: readonly Fragment[];
  readonly issues: readonly Issue[];
} {
  if (contexts.length === 0) {
    return { contexts, issues: [] };
  }
  const counts = new Map<string, number>();
  const key = ({ format, stage, dimensions: { scope } }: Fragment, base: string): string =>
    [format, stage, scope, base].join('\u0000');
  const isOwn = (context: Fragment): boolean => context.madeFrom === null;
  contexts.filter(isOwn).forEach((context) =>
    Object.keys(context.metrics).forEach((base) => {
      const name = key(context, base);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    })
  );
  const left = new Map<string, Set<string>>();
  const kept = contexts.map((context) => {
    const rivals = Object.keys(context.metrics).filter((base) => (counts.get(key(context, base)) ?? 0) > 1);
    if (rivals.length === 0) {
      return context;
    }
    rivals.forEach((base) => left.set(context.format, (left.get(context.format) ?? new Set()).add(base)));
    const metrics: { [base: string]: Metrics[string] } = { ...context.metrics };
    rivals.forEach((base) => delete metrics[base]);
    return { ...context, metrics };
  });
  const issues = Array.from(left, ([format, bases]): Issue => {
    const path = contexts.find((context) => context.format === format)?.source.path ?? '';
    const names = Array.from(bases).join(', ');
    return {
      severity: 'info',
      rule: 'several-contexts',
      path,
      message: `${names} in several files of ${format} in this directory; left out of its points, since nothing says whose they are.`,
    };
  });
  return { contexts: kept, issues };
}
