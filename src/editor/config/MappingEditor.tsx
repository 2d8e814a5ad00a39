import { Button, IconButton, Input, Stack } from '@grafana/ui';
import { RemoveRow } from './RowButtons';
import { selectors } from '../selectors';
import type { MappingOptions } from './try-mapping';

type FieldOptions = MappingOptions['fields'][number];

const HEAD = [
  { key: 'name', label: 'Name', width: 20, placeholder: 'my tool' },
  { key: 'pattern', label: 'Path pattern', width: 28, placeholder: 'results/.*\\.json$' },
  { key: 'rows', label: 'Rows', width: 20, placeholder: 'results' },
] as const;

const PARTS = [
  { key: 'from', label: 'Place', width: 28, placeholder: 'latency["p99.9"], or a column' },
  { key: 'to', label: 'Metric or dimension', width: 24, placeholder: 'ttft_p99' },
  { key: 'unit', label: 'Unit', width: 12, placeholder: 'ms' },
  { key: 'value', label: 'Fixed value', width: 16, placeholder: 'instead of a place' },
] as const;

export const BLANK_FIELD: FieldOptions = { from: '', to: '', unit: '', value: '' };

interface Props {
  readonly number: number;
  readonly mapping: MappingOptions;
  readonly readOnly: boolean;
  onChange(change: Partial<MappingOptions>): void;
  onRemove(): void;
}

/** One mapping: where its files and rows are, and which place of a row is which metric or dimension. */
export function MappingEditor({ number, mapping, readOnly, onChange, onRemove }: Props) {
  const { fields } = mapping;
  const set = (index: number, change: Partial<FieldOptions>): void =>
    onChange({ fields: fields.map((old, at) => (at === index ? { ...old, ...change } : old)) });
  return (
    <Stack direction="column" gap={1}>
      <Stack direction="row" gap={1} alignItems="center" wrap="wrap">
        {HEAD.map(({ key, label, width, placeholder }) => (
          <Input
            key={key}
            width={width}
            aria-label={`${label} of mapping ${number}`}
            placeholder={`${label}: ${placeholder}`}
            value={mapping[key] ?? ''}
            disabled={readOnly}
            onChange={(event) => onChange({ [key]: event.currentTarget.value })}
          />
        ))}
        <RemoveRow label={selectors.config.removeMapping(number)} disabled={readOnly} onClick={onRemove} />
      </Stack>
      {fields.map((field, index) => (
        <Stack key={index} direction="row" gap={1} alignItems="center" wrap="wrap">
          {PARTS.map(({ key, label, width, placeholder }) => (
            <Input
              key={key}
              width={width}
              aria-label={`${label} ${index + 1} of mapping ${number}`}
              placeholder={`${label}: ${placeholder}`}
              value={field[key] ?? ''}
              disabled={readOnly}
              onChange={(event) => set(index, { [key]: event.currentTarget.value })}
            />
          ))}
          <IconButton
            name="times"
            tooltip={selectors.config.removeField(index + 1, number)}
            disabled={readOnly}
            onClick={() => onChange({ fields: fields.filter((_, at) => at !== index) })}
          />
        </Stack>
      ))}
      <div>
        <Button
          variant="secondary"
          size="sm"
          icon="plus"
          aria-label={selectors.config.addField(number)}
          disabled={readOnly}
          onClick={() => onChange({ fields: [...fields, BLANK_FIELD] })}
        >
          Add field
        </Button>
      </div>
    </Stack>
  );
}
