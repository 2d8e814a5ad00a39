import { useCallback } from 'react';
import { Button, Combobox, IconButton, MultiCombobox, Stack } from '@grafana/ui';
import { OPERATORS } from '../../core/query/filters';
import { selectors } from '../selectors';
import { idOf, matching, optionOf, titled, type Option } from '../options';
import { TextInput } from './Plain';
import { textOf, textsOf, type FieldProps } from './types';

/** A filter as it is saved; a row that is still being made may lack parts. */
interface Row {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly values?: string[];
}

const OPERATOR_OPTIONS: Option[] = OPERATORS.map((operator) => ({
  value: operator,
  label: operator,
  description: {
    '=': 'is',
    '!=': 'is not',
    '=|': 'is one of',
    '!=|': 'is none of',
    '=~': 'matches the pattern',
    '!~': 'does not match the pattern',
    '<': 'less than',
    '>': 'greater than',
    '<=': 'at most',
    '>=': 'at least',
  }[operator],
}));

function rowsOf(value: unknown): Row[] {
  return Array.isArray(value) ? value.filter((one): one is Row => typeof one === 'object' && one !== null) : [];
}

const isSeveral = (operator: string | undefined): boolean => operator === '=|' || operator === '!=|';
const isTyped = (operator: string | undefined): boolean =>
  operator !== undefined && !['=', '!=', '=|', '!=|'].includes(operator);

function ValueControl({
  row,
  others,
  id,
  source,
  onChange,
}: {
  row: Row;
  others: Row[];
  id: string;
  source: FieldProps['source'];
  onChange(row: Row): void;
}) {
  const key = row.key ?? '';
  const load = useCallback(
    (typed: string): Promise<Option[]> =>
      key === ''
        ? Promise.resolve([])
        : source.lists
            .values(
              key,
              others.filter(({ value, values }) => ![value, ...(values ?? [])].some((text) => text?.includes('$')))
            )
            .then((entries) => matching(entries.map(optionOf), typed))
            .catch(() => []),
    [key, others, source]
  );
  if (isTyped(row.operator)) {
    return (
      <TextInput
        id={id}
        label="Value"
        text={row.value ?? ''}
        placeholder={row.operator?.endsWith('~') ? 'pattern' : 'number'}
        onCommit={(value) => onChange({ ...row, value, values: undefined })}
      />
    );
  }
  if (isSeveral(row.operator)) {
    return (
      <MultiCombobox
        id={id}
        aria-labelledby={`${id}-name`}
        width="auto"
        minWidth={24}
        maxWidth={80}
        createCustomValue
        placeholder="Values"
        options={load}
        value={textsOf(row.values).map((value) => ({ value, label: value }))}
        onChange={(options) =>
          onChange({ ...row, value: options[0]?.value ?? '', values: options.map(({ value }) => value) })
        }
      />
    );
  }
  return (
    <Combobox
      id={id}
      aria-labelledby={`${id}-name`}
      width={32}
      createCustomValue
      placeholder="Value"
      options={load}
      value={textOf(row.value) === '' ? null : { value: textOf(row.value), label: textOf(row.value) }}
      onChange={(option) => onChange({ ...row, value: option.value, values: undefined })}
    />
  );
}

/** Rows of dimension, operator and value; values are offered as the other filters leave them, so that no choice leads nowhere. */
export function FiltersField({ id, value, source, onChange }: FieldProps) {
  const rows = rowsOf(value);
  const replace = (index: number, row: Row | null): void => {
    const next =
      row === null ? rows.filter((_, at) => at !== index) : rows.map((old, at) => (at === index ? row : old));
    onChange(next);
  };
  const loadKeys = useCallback(
    (typed: string): Promise<Option[]> =>
      source.lists
        .dimensions([])
        .then((entries) => matching(entries.map(optionOf), typed))
        .catch(() => []),
    [source]
  );
  return (
    <Stack direction="column" gap={0.5}>
      {rows.map((row, index) => (
        <Stack key={index} direction="row" gap={0.5} alignItems="center" wrap="wrap">
          <span id={`${id}-${index}-key-name`} hidden>
            Dimension
          </span>
          <Combobox
            id={index === 0 ? id : `${id}-${index}`}
            aria-labelledby={`${id}-${index}-key-name`}
            width={24}
            createCustomValue
            placeholder="Dimension"
            options={loadKeys}
            value={textOf(row.key) === '' ? null : titled(textOf(row.key))}
            onChange={(option) =>
              replace(index, {
                ...row,
                key: idOf(option.value),
                operator: row.operator ?? '=',
                value: '',
                values: undefined,
              })
            }
          />
          <span id={`${id}-${index}-operator-name`} hidden>
            Operator
          </span>
          <Combobox
            id={`${id}-${index}-operator`}
            aria-labelledby={`${id}-${index}-operator-name`}
            width={10}
            options={OPERATOR_OPTIONS}
            value={row.operator ?? '='}
            onChange={(option) =>
              replace(index, {
                ...row,
                operator: option.value,
                values: isSeveral(option.value)
                  ? (row.values ?? (textOf(row.value) === '' ? [] : [textOf(row.value)]))
                  : undefined,
              })
            }
          />
          <span id={`${id}-${index}-value-name`} hidden>
            Value
          </span>
          <ValueControl
            row={row}
            others={rows.filter((_, at) => at !== index)}
            id={`${id}-${index}-value`}
            source={source}
            onChange={(next) => replace(index, next)}
          />
          <IconButton name="times" tooltip={selectors.query.removeFilter} onClick={() => replace(index, null)} />
        </Stack>
      ))}
      <div>
        <Button
          id={rows.length === 0 ? id : `${id}-add`}
          aria-label="Add filter"
          size="sm"
          variant="secondary"
          icon="plus"
          onClick={() => onChange([...rows, { operator: '=', value: '' }])}
        >
          {selectors.query.addFilter}
        </Button>
      </div>
    </Stack>
  );
}
