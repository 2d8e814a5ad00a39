import type { QueryEditorHelpProps } from '@grafana/data';
import { Button, Stack, Text } from '@grafana/ui';
import type { PrismQuery } from '../../types';

const EXAMPLES: ReadonlyArray<{
  readonly title: string;
  readonly panel: string;
  readonly query: Record<string, unknown>;
}> = [
  {
    title: 'TTFT p99 over load, one line a configuration',
    panel: 'Trend',
    query: { kind: 'points', shape: 'trend', metrics: ['ttft_p99'], x: 'load' },
  },
  {
    title: 'Every point with its percentiles',
    panel: 'Table',
    query: {
      kind: 'points',
      shape: 'table',
      metrics: ['ttft_mean', 'ttft_p50', 'ttft_p99', 'tpot_mean', 'error_rate'],
    },
  },
  {
    title: 'Interactivity against throughput per GPU, with the frontier',
    panel: 'XY chart',
    query: {
      kind: 'frontier',
      frame: 'curves',
      x: 'interactivity',
      y: 'output_token_throughput_per_gpu',
      groupBy: ['serving_mode'],
    },
  },
  {
    title: 'Prefill/decode against the best aggregated configuration, by load',
    panel: 'Table',
    query: { kind: 'pd', frame: 'by_load', load_metric: 'output_token_throughput' },
  },
  {
    title: 'Most load within an SLO',
    panel: 'Table',
    query: { kind: 'capacity', slo: { ttft_p99: 2, tpot_p99: 0.05 } },
  },
  {
    title: 'Where a metric changed over time',
    panel: 'Table',
    query: { kind: 'history', frame: 'changes', metric: 'tpot_mean' },
  },
  { title: 'The newest build against the one before', panel: 'Table', query: { kind: 'compare', frame: 'cells' } },
  { title: 'What could not be read, and why', panel: 'Table', query: { kind: 'quality', frame: 'issues' } },
];

/** Examples that can be tried by a click. */
export function QueryHelp({ onClickExample, query }: QueryEditorHelpProps<PrismQuery>) {
  return (
    <Stack direction="column" gap={1}>
      <Text element="h2" variant="h4">
        Questions to start from
      </Text>
      {EXAMPLES.map((example) => (
        <Stack key={example.title} direction="row" gap={1} alignItems="center" wrap="wrap">
          <Button
            size="sm"
            variant="secondary"
            onClick={() => onClickExample({ ...example.query, refId: query?.refId ?? 'A', version: 1 } as PrismQuery)}
          >
            {example.title}
          </Button>
          <Text color="secondary">{example.panel} panel</Text>
        </Stack>
      ))}
      <Text color="secondary">
        Metrics are {'<base>_<statistic>'}, such as ttft_p99 or tpot_mean, and {'<base>_per_gpu'} for throughputs. All
        values are in base units: seconds, tokens per second, fractions.
      </Text>
    </Stack>
  );
}
