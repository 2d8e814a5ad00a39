import { Field, Input, Switch } from '@grafana/ui';
import { selectors } from '../selectors';
import type { SectionProps } from './section';
import { Wide } from './Wide';

const TEXTS = [
  { key: 'bucket', id: selectors.config.bucket, label: 'Bucket', description: '', placeholder: 'benchmark-results' },
  {
    key: 'prefix',
    id: selectors.config.prefix,
    label: 'Prefix',
    description: 'Directory of keys that is read. Empty: the whole bucket.',
    placeholder: 'nightly/results',
  },
  {
    key: 'region',
    id: selectors.config.region,
    label: 'Region',
    description: 'For Amazon and for signatures.',
    placeholder: 'us-east-1',
  },
] as const;

/** Where a bucket lies. */
export function BucketFields({ options, readOnly, onChange }: SectionProps) {
  const store = options.store ?? {};
  return (
    <Wide>
      {TEXTS.map(({ key, id, label, description, placeholder }) => (
        <Field key={key} label={label} description={description}>
          <Input
            id={id}
            value={store[key] ?? ''}
            placeholder={placeholder}
            disabled={readOnly}
            onChange={(event) => onChange({ ...options, store: { ...store, [key]: event.currentTarget.value.trim() } })}
          />
        </Field>
      ))}
      <Field
        label="Bucket in the path"
        description="Off: the endpoint is the address of the bucket itself, BUCKET.s3.REGION.amazonaws.com."
      >
        <Switch
          id={selectors.config.pathStyle}
          value={store.pathStyle ?? true}
          disabled={readOnly}
          onChange={(event) => onChange({ ...options, store: { ...store, pathStyle: event.currentTarget.checked } })}
        />
      </Field>
    </Wide>
  );
}
