import type { AnnotationQuery, AnnotationSupport } from '@grafana/data';
import { QUERY_VERSION } from './core/query/common';
import type { PrismQuery } from './types';

/** What a new annotation asks: where did this metric change for good, and which build or configuration came in. */
const EVENTS = { kind: 'history', frame: 'events', version: QUERY_VERSION, filters: [] } as const;

/**
 * Grafana's standard support, with the query editor of panels: the frame `events` names its fields as annotations take them. An
 * annotation of another question is asked for as it is, and Grafana's mapping of fields applies to its frame.
 */
export const annotations: AnnotationSupport<PrismQuery> = {
  getDefaultQuery: () => ({ ...EVENTS, filters: [], metric: 'output_token_throughput' }),
  /** One that was saved without a question asks for events. */
  prepareAnnotation: (saved: AnnotationQuery<PrismQuery>) =>
    saved.target?.kind === undefined
      ? { ...saved, target: { ...EVENTS, refId: 'Anno', ...saved.target, filters: [] } }
      : saved,
};
