import { Button, Combobox, IconButton, Stack } from '@grafana/ui';
import { COMMON_STATS, metricId } from '../../core/model/metric-id';
import { METRICS } from '../../core/model/metrics';
import { parseInstant } from '../../core/model/time';
import { titled, type Option } from '../options';
import { selectors } from '../selectors';
import { FiltersField } from './Filters';
import { isVariable, numberOf, TextInput } from './Plain';
import { textOf, type FieldProps } from './types';

const RULES: Option[] = [
  { value: 'newest', label: 'Newest build', description: 'The newest build of every configuration.' },
  { value: 'previous', label: 'Previous build', description: 'The build before it.' },
  { value: 'as-of', label: 'Last builds', description: 'The builds before it, taken together.' },
  { value: 'best', label: 'Best configuration', description: 'The best at equal GPUs and load.' },
  {
    value: 'best-aggregated',
    label: 'Best aggregated',
    description: 'The best aggregated configuration at equal GPUs and load.',
  },
  { value: 'filters', label: 'Filters', description: 'What filters select.' },
];

/** Builds that a rule takes when it does not say how many. */
const BUILDS: Readonly<Record<string, string>> = { previous: '1 build', 'as-of': '10 builds' };

/** A side of a comparison: a rule, or filters. Rules that look back say how many builds, and how far. */
export function BaselineField(props: FieldProps) {
  const { id, value, field, onChange } = props;
  const { filters, ...side } = (typeof value === 'object' && value !== null ? value : {}) as {
    readonly rule?: unknown;
    readonly filters?: unknown;
    readonly n?: unknown;
    readonly since?: unknown;
  };
  const chosen = Array.isArray(filters)
    ? 'filters'
    : textOf(side.rule) || (field.name === 'candidate' ? 'newest' : 'previous');
  return (
    <Stack direction="column" gap={0.5}>
      <Combobox
        id={id}
        width={32}
        options={RULES}
        value={chosen}
        onChange={(option) => onChange(option.value === 'filters' ? { filters: [] } : { rule: option.value })}
      />
      {chosen in BUILDS && (
        <Stack direction="row" gap={0.5}>
          <TextInput
            id={`${id}-n`}
            label={selectors.query.builds}
            width={12}
            placeholder={BUILDS[chosen]}
            text={textOf(side.n)}
            invalid={typeof side.n === 'string' && !isVariable(side.n)}
            onCommit={(text) => onChange({ ...side, rule: chosen, n: numberOf(text) })}
          />
          <TextInput
            id={`${id}-since`}
            label={selectors.query.since}
            width={20}
            placeholder="since 2026-11-01"
            text={textOf(side.since)}
            invalid={typeof side.since === 'string' && !isVariable(side.since) && parseInstant(side.since) === null}
            onCommit={(text) =>
              onChange({ ...side, rule: chosen, since: text.trim() === '' ? undefined : text.trim() })
            }
          />
        </Stack>
      )}
      {chosen === 'filters' && (
        <FiltersField
          {...props}
          id={`${id}-filters`}
          value={filters}
          onChange={(changed) => onChange({ filters: changed })}
        />
      )}
    </Stack>
  );
}

const SLO_METRICS: Option[] = METRICS.filter(({ group, id }) => group === 'latency' || id === 'error_rate').reduce<
  Option[]
>(
  (all, base) =>
    all.concat(
      base.shape === 'value'
        ? [titled(base.id)]
        : COMMON_STATS.slice(0, 5).map((stat) => titled(metricId(base.id, stat)))
    ),
  []
);

/** Limits of an SLO: metric and largest value, in base units. */
export function SloField({ id, value, onChange }: FieldProps) {
  const limits = Object.entries((typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>);
  const save = (next: Array<[string, unknown]>): void =>
    onChange(next.length === 0 ? undefined : Object.fromEntries(next));
  return (
    <Stack direction="column" gap={0.5}>
      {limits.map(([metric, limit], index) => (
        <Stack key={metric} direction="row" gap={0.5} alignItems="center">
          <span id={`${id}-${index}-name`} hidden>
            Metric of the limit
          </span>
          <Combobox
            id={index === 0 ? id : `${id}-${index}`}
            aria-labelledby={`${id}-${index}-name`}
            width={24}
            createCustomValue
            options={SLO_METRICS}
            value={titled(metric)}
            onChange={(option) => save(limits.map((old, at) => (at === index ? [option.value, limit] : old)))}
          />
          <TextInput
            id={`${id}-${index}-limit`}
            label={`Limit of ${metric}`}
            width={12}
            text={textOf(limit)}
            onCommit={(text) =>
              save(
                limits.map((old, at) =>
                  at === index ? [metric, Number.isFinite(Number(text)) ? Number(text) : text] : old
                )
              )
            }
          />
          <IconButton
            name="times"
            tooltip={`Remove the limit of ${metric}`}
            onClick={() => save(limits.filter((_, at) => at !== index))}
          />
        </Stack>
      ))}
      <div>
        <Button
          id={limits.length === 0 ? id : `${id}-add`}
          aria-label="Add limit"
          size="sm"
          variant="secondary"
          icon="plus"
          onClick={() =>
            save([
              ...limits,
              [
                SLO_METRICS.map((option) => option.value).find((metric) => !limits.some(([held]) => held === metric)) ??
                  'ttft_p99',
                1,
              ],
            ])
          }
        >
          {selectors.query.addLimit}
        </Button>
      </div>
    </Stack>
  );
}
