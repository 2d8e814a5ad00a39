import * as v from 'valibot';
import type { Notice } from '../frames/frame';
import { inWords } from '../frames/words';
import { metricTitle } from '../model/metric-id';
import { info, metricSign } from './common';
import { QueryError, type FormField } from './definition';
import { metricOf } from './names';

/** Metric to its limit, in base units: the largest value that meets it, or the smallest where more is better. */
export type Slo = Readonly<Record<string, number>>;

interface Preset {
  readonly label: string;
  readonly slo: Slo;
}

/**
 * Limits on the 99th percentile by use. All but the first are GuideLLM's (docs/guides/service_level_objectives.md); the first
 * is a text that begins within two seconds and comes faster than it is read.
 */
export const PRESETS = {
  general: { label: 'General: TTFT 2 s, TPOT 50 ms', slo: { ttft_p99: 2, tpot_p99: 0.05 } },
  chat: { label: 'Chat: TTFT 200 ms, ITL 50 ms', slo: { ttft_p99: 0.2, itl_p99: 0.05 } },
  rag: { label: 'RAG: TTFT 300 ms, ITL 100 ms, E2E 3 s', slo: { ttft_p99: 0.3, itl_p99: 0.1, e2e_p99: 3 } },
  agentic: { label: 'Agentic: E2E 5 s', slo: { e2e_p99: 5 } },
  'content-generation': { label: 'Content: TTFT 600 ms, ITL 200 ms', slo: { ttft_p99: 0.6, itl_p99: 0.2 } },
  'code-generation': { label: 'Code generation: TTFT 500 ms, ITL 150 ms', slo: { ttft_p99: 0.5, itl_p99: 0.15 } },
  'code-completion': { label: 'Code completion: E2E 2 s', slo: { e2e_p99: 2 } },
} as const satisfies Readonly<Record<string, Preset>>;

type PresetName = keyof typeof PRESETS;

const NAMES = Object.keys(PRESETS) as PresetName[];

/** Keys of a query that is asked under an SLO. */
export const sloEntries = {
  /** Limits of a use, where `slo` says none. */
  preset: v.optional(v.picklist(NAMES), 'general'),
  slo: v.optional(v.record(v.string(), v.number())),
};

export const SLO_FIELDS: readonly FormField[] = [
  {
    name: 'preset',
    kind: 'choice',
    label: 'Use',
    help: 'Limits of a use, on the 99th percentile. Limits of your own replace them.',
    choices: NAMES.map((value) => ({ value, label: PRESETS[value].label })),
  },
  {
    name: 'slo',
    kind: 'slo',
    label: 'SLO',
    help: 'Limits on metrics in the place of the use, in base units: seconds for latencies, fractions for rates of errors.',
  },
];

/** The limits of a query: its own, else those of its preset. Throws QueryError for none and for metrics that do not exist. */
export function sloOf({ preset, slo }: { readonly preset: PresetName; readonly slo?: Slo }): Slo {
  const limits = slo ?? PRESETS[preset].slo;
  if (Object.keys(limits).length === 0) {
    throw new QueryError(
      'An SLO needs at least one limit, for example {"ttft_p99": 2}: seconds, as all metrics are in base units.'
    );
  }
  return limits;
}

/** The limits as people write them: `TTFT p99 ≤ 2 s, TPOT p99 ≤ 100 ms`. */
export function sloText(slo: Slo): string {
  return Object.keys(slo)
    .map((id) => {
      const metric = metricOf(id);
      return `${metricTitle(metric)} ${metricSign(metric) < 0 ? '≤' : '≥'} ${inWords(metric, slo[id])}`;
    })
    .join(', ');
}

export function sloNotice(slo: Slo): Notice {
  return info(`SLO: ${sloText(slo)}. Linear between measured loads, never beyond them.`);
}
