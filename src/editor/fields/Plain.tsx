import { useState } from 'react';
import { Combobox, InlineSwitch, Input } from '@grafana/ui';
import { textOf, type FieldProps } from './types';

/** An input that hands over its text when it is left or Enter is pressed, so that typing asks nothing. */
export function TextInput({
  id,
  text,
  placeholder,
  label,
  invalid,
  width = 32,
  onCommit,
}: {
  id: string;
  text: string;
  placeholder?: string;
  label?: string;
  invalid?: boolean;
  width?: number;
  onCommit(text: string): void;
}) {
  const [{ base, draft }, setState] = useState({ base: text, draft: text });
  if (base !== text) {
    // The saved text changed from outside: what was being typed gives way.
    setState({ base: text, draft: text });
  }
  const commit = (): void => {
    if (draft !== text) {
      onCommit(draft);
    }
  };
  return (
    <Input
      id={id}
      width={width}
      value={draft}
      placeholder={placeholder}
      invalid={invalid}
      aria-label={label}
      onChange={(event) => setState({ base, draft: event.currentTarget.value })}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  );
}

export function TextField({ id, field, value, onChange }: FieldProps) {
  return (
    <TextInput
      id={id}
      text={textOf(value)}
      placeholder={field.placeholder}
      onCommit={(text) => onChange(text === '' ? undefined : text)}
    />
  );
}

/** A number, or a text that a variable makes one. */
export function numberOf(text: string): unknown {
  const trimmed = text.trim();
  return trimmed === '' ? undefined : Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}

export const isVariable = (value: unknown): boolean => typeof value === 'string' && value.includes('$');

export function NumberField({ id, field, value, onChange }: FieldProps) {
  return (
    <TextInput
      id={id}
      width={16}
      text={textOf(value)}
      placeholder={field.placeholder}
      invalid={typeof value === 'string' && !isVariable(value)}
      onCommit={(text) => onChange(numberOf(text))}
    />
  );
}

/** Numbers with commas between them. */
export function NumbersField({ id, field, value, onChange }: FieldProps) {
  const numbers: unknown[] = Array.isArray(value) ? value : [];
  const wrong = numbers.some((one) => typeof one === 'string' && !isVariable(one));
  return (
    <TextInput
      id={id}
      text={numbers.map(textOf).join(', ')}
      placeholder={field.placeholder ?? '10, 20, 30'}
      invalid={wrong}
      onCommit={(text) => {
        const parts = text
          .split(/[,\s]+/)
          .map(numberOf)
          .filter((part) => part !== undefined);
        onChange(parts.length === 0 ? undefined : parts);
      }}
    />
  );
}

export function ChoiceField({ id, field, value, onChange }: FieldProps) {
  const choices = field.choices ?? [];
  const chosen = textOf(value);
  return (
    <Combobox
      id={id}
      width={32}
      options={choices.map(({ value: choice, label, description }) => ({ value: choice, label, description }))}
      value={choices.some((choice) => choice.value === chosen) ? chosen : (choices[0]?.value ?? null)}
      onChange={(option) => onChange(option.value)}
    />
  );
}

export function SwitchField({ id, value, onChange }: FieldProps) {
  return <InlineSwitch id={id} value={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
}
