import { ConfigSection } from '@grafana/plugin-ui';
import { Field, Input, RadioButtonGroup, TextArea } from '@grafana/ui';
import { linesOf, type SectionProps } from './section';

const KINDS = [
  { value: 'sample', label: 'Sample', description: 'Simulated results that ship with the plugin' },
  { value: 'http', label: 'Directory', description: 'A directory behind a web server that lists it' },
  { value: 'index', label: 'Index', description: 'Arrow files that "prism index" wrote' },
];

/** Where the results lie, and which of them are read. */
export function StoreSection({ options, readOnly, onChange }: SectionProps) {
  const store = options.store ?? {};
  const kind = store.kind ?? 'sample';
  const set = (change: Partial<NonNullable<typeof options.store>>): void => onChange({ ...options, store: { ...store, kind, ...change } });
  return (
    <ConfigSection title="Store" description="Where the benchmark results lie.">
      <Field label="Kind of store" description={KINDS.find(({ value }) => value === kind)?.description}>
        <RadioButtonGroup id="prism-store-kind" aria-label="Kind of store" options={KINDS} value={kind} disabled={readOnly} onChange={(value) => set({ kind: value })} />
      </Field>
      {kind !== 'sample' && (
        <Field label="Root path" description={kind === 'index' ? 'Path under the address that holds prism-index.json.' : 'Path under the address. Empty: all of it.'}>
          <Input id="prism-store-root" width={60} value={store.root ?? ''} placeholder="nightly/results" disabled={readOnly} onChange={(event) => set({ root: event.currentTarget.value })} />
        </Field>
      )}
      {kind === 'http' && (
        <>
          <Field label="Include" description="Patterns of paths below the root, one a line. Empty: everything.">
            <TextArea id="prism-store-include" cols={60} rows={2} defaultValue={(store.include ?? []).join('\n')} placeholder="**/*.json" disabled={readOnly} onBlur={(event) => set({ include: linesOf(event.currentTarget.value) })} />
          </Field>
          <Field label="Exclude" description="Patterns of paths that are left out, one a line.">
            <TextArea id="prism-store-exclude" cols={60} rows={2} defaultValue={(store.exclude ?? []).join('\n')} placeholder="**/logs/**" disabled={readOnly} onBlur={(event) => set({ exclude: linesOf(event.currentTarget.value) })} />
          </Field>
        </>
      )}
    </ConfigSection>
  );
}
