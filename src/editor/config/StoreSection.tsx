import { ConfigSection } from '@grafana/plugin-ui';
import { Field, Input, RadioButtonGroup, TextArea } from '@grafana/ui';
import { selectors } from '../selectors';
import { BucketFields } from './BucketFields';
import { linesOf, type SectionProps } from './section';
import { Wide } from './Wide';

const KINDS = [
  { value: 'sample', label: 'Sample', description: 'Simulated results that ship with the plugin' },
  { value: 'http', label: 'Directory', description: 'A directory behind a web server that lists it' },
  { value: 's3', label: 'Bucket', description: 'A bucket of S3, or of an object store that speaks its protocol' },
  { value: 'index', label: 'Index', description: 'Arrow files that "prism index" wrote' },
];

/** Where the results lie, and which of them are read. */
export function StoreSection({ options, readOnly, onChange }: SectionProps) {
  const store = options.store ?? {};
  const kind = store.kind ?? 'sample';
  const set = (change: Partial<NonNullable<typeof options.store>>): void =>
    onChange({ ...options, store: { ...store, kind, ...change } });
  return (
    <ConfigSection title="Store" description="Where the benchmark results lie.">
      <Field label="Kind of store" description={KINDS.find(({ value }) => value === kind)?.description}>
        <RadioButtonGroup
          id={selectors.config.kind}
          aria-label="Kind of store"
          options={KINDS}
          value={kind}
          disabled={readOnly}
          // Ways to authenticate belong to kinds of stores.
          onChange={(value) => onChange({ ...options, store: { ...store, kind: value }, authType: undefined })}
        />
      </Field>
      {kind === 's3' && <BucketFields options={options} readOnly={readOnly} onChange={onChange} />}
      {(kind === 'http' || kind === 'index') && (
        <Wide>
          <Field
            label="Root path"
            description={
              kind === 'index'
                ? 'Path under the address that holds prism-index.json.'
                : 'Path under the address. Empty: all of it.'
            }
          >
            <Input
              id={selectors.config.root}
              value={store.root ?? ''}
              placeholder="nightly/results"
              disabled={readOnly}
              onChange={(event) => set({ root: event.currentTarget.value })}
            />
          </Field>
        </Wide>
      )}
      {(kind === 'http' || kind === 's3') && (
        <Wide>
          <Field label="Include" description="Patterns of paths below the root, one a line. Empty: everything.">
            <TextArea
              id={selectors.config.include}
              rows={2}
              defaultValue={(store.include ?? []).join('\n')}
              placeholder="**/*.json"
              disabled={readOnly}
              onBlur={(event) => set({ include: linesOf(event.currentTarget.value) })}
            />
          </Field>
          <Field label="Exclude" description="Patterns of paths that are left out, one a line.">
            <TextArea
              id={selectors.config.exclude}
              rows={2}
              defaultValue={(store.exclude ?? []).join('\n')}
              placeholder="**/logs/**"
              disabled={readOnly}
              onBlur={(event) => set({ exclude: linesOf(event.currentTarget.value) })}
            />
          </Field>
        </Wide>
      )}
    </ConfigSection>
  );
}
