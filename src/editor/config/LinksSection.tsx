import { ConfigSection, ConfigSubSection } from '@grafana/plugin-ui';
import { DataSourcePicker } from '@grafana/runtime';
import { Field, Input, TextArea } from '@grafana/ui';
import { SIGNALS, type SignalName } from '../../core/model/signals';
import type { SignalOptions } from '../../types';
import { selectors } from '../selectors';
import type { SectionProps } from './section';
import { Wide } from './Wide';

const WORDS: Readonly<Record<SignalName, { title: string; description: string; placeholder: string }>> = {
  metrics: {
    title: 'Metrics',
    description: 'Where the metrics of the serving stack lie, Prometheus say.',
    placeholder: 'sum by (pod) (vllm:num_requests_running{namespace="${__run.namespace}"})',
  },
  logs: {
    title: 'Logs',
    description: 'Where the logs of the serving stack lie, Loki say.',
    placeholder: '{namespace="${__run.namespace}"}',
  },
};

const TEMPLATE =
  'An expression, or the JSON of a whole query. ${__run.namespace} stands for the namespace of the run, likewise every other dimension, ${__run.name}, ${__run.start} and ${__run.end} (ms), ${__run.duration} (s); ${__run.model:regex} for use in a pattern.';

interface SignalProps {
  readonly name: SignalName;
  readonly value: SignalOptions;
  readonly readOnly: boolean;
  onChange(value: SignalOptions | undefined): void;
}

function SignalFields({ name, value, readOnly, onChange }: SignalProps) {
  const { title, description, placeholder } = WORDS[name];
  const set = (change: Partial<SignalOptions>): void => onChange({ ...value, ...change });
  return (
    <ConfigSubSection title={title} description={description}>
      <Field label="Data source">
        <DataSourcePicker
          inputId={selectors.config.signal(name)}
          current={value.datasource ?? null}
          metrics={name === 'metrics' || undefined}
          logs={name === 'logs' || undefined}
          noDefault
          disabled={readOnly}
          width={40}
          onChange={({ uid }) => set({ datasource: uid })}
          onClear={() => onChange(undefined)}
        />
      </Field>
      {value.datasource !== undefined && (
        <>
          <Wide>
            <Field label="Query" description={TEMPLATE}>
              <TextArea
                id={selectors.config.signalQuery(name)}
                rows={2}
                value={value.query ?? ''}
                placeholder={placeholder}
                disabled={readOnly}
                onChange={(event) => set({ query: event.currentTarget.value })}
              />
            </Field>
          </Wide>
          <Field label="Margin (s)" description="Shown before the start of a run and after its end.">
            <Input
              id={selectors.config.signalMargin(name)}
              type="number"
              width={20}
              value={value.margin ?? ''}
              placeholder="60"
              disabled={readOnly}
              onChange={({ currentTarget }) =>
                set({ margin: currentTarget.value === '' ? undefined : Number(currentTarget.value) })
              }
            />
          </Field>
        </>
      )}
    </ConfigSubSection>
  );
}

/** Where a run leads besides its own figures: the metrics and logs of its window in other data sources. */
export function LinksSection({ options, readOnly, onChange }: SectionProps) {
  return (
    <ConfigSection
      title="Links"
      description="From a run to the metrics and logs of its time."
      isCollapsible
      isInitiallyOpen={options.links !== undefined}
    >
      {SIGNALS.map((name) => (
        <SignalFields
          key={name}
          name={name}
          value={options.links?.[name] ?? {}}
          readOnly={readOnly}
          onChange={(value) => onChange({ ...options, links: { ...options.links, [name]: value } })}
        />
      ))}
    </ConfigSection>
  );
}
