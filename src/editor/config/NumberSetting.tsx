import { Field, Input } from '@grafana/ui';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly value: number | undefined;
  readonly fallback: number;
  readonly readOnly: boolean;
  onChange(value: number | undefined): void;
}

/** A number that is left out where the field is empty. */
export function NumberSetting({ id, label, description, value, fallback, readOnly, onChange }: Props) {
  return (
    <Field label={label} description={description}>
      <Input
        id={id}
        type="number"
        width={20}
        value={value ?? ''}
        placeholder={String(fallback)}
        disabled={readOnly}
        onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : Number(event.currentTarget.value))}
      />
    </Field>
  );
}
