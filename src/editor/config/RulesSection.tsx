import { useState } from 'react';
import { ConfigSection, ConfigSubSection } from '@grafana/plugin-ui';
import { Alert, Button, Field, IconButton, Input, Stack } from '@grafana/ui';
import { compileRules, dimensionsOfPath } from '../../core/ingest/rules';
import type { SectionProps } from './section';

type Rule = NonNullable<SectionProps['options']['rules']>[number];
type Alias = NonNullable<SectionProps['options']['aliases']>[number];

/** What the rules read from a path that is pasted in, so that a rule can be tried before it is saved. */
function TryOut({ rules }: { rules: readonly Rule[] }) {
  const [path, setPath] = useState('');
  const compiled = compileRules(
    rules.filter(({ pattern }) => pattern !== ''),
    []
  );
  const found = Object.entries(dimensionsOfPath(path, compiled.paths));
  return (
    <>
      <Field label="Try on a path" description={path === '' ? 'Paste the path of a result file to see what the rules read from it.' : found.length === 0 ? 'No rule matches.' : found.map(([id, value]) => `${id} = ${String(value)}`).join(', ')}>
        <Input id="prism-rules-try" width={60} value={path} placeholder="exp-7/H100/llm-d-2p1d/result.json" onChange={(event) => setPath(event.currentTarget.value)} />
      </Field>
      {compiled.issues.map(({ message }) => (
        <Alert key={message} severity="error" title={message} />
      ))}
    </>
  );
}

function PathRules({ options, readOnly, onChange }: SectionProps) {
  const rules = options.rules ?? [];
  const save = (next: Rule[]): void => onChange({ ...options, rules: next });
  return (
    <ConfigSubSection title="Path rules" description="What only the path tells: regular expressions with named groups. A group named like a dimension sets it, any other name becomes label.<name>.">
      <Stack direction="column" gap={1}>
        {rules.map((rule, index) => (
          <Stack key={index} direction="row" gap={1} alignItems="center">
            <Input
              width={60}
              aria-label={`Path rule ${index + 1}`}
              value={rule.pattern}
              placeholder="(?<prefill_replicas>\d+)p(?<decode_replicas>\d+)d"
              disabled={readOnly}
              onChange={(event) => save(rules.map((old, at) => (at === index ? { pattern: event.currentTarget.value } : old)))}
            />
            <IconButton name="trash-alt" tooltip={`Remove path rule ${index + 1}`} disabled={readOnly} onClick={() => save(rules.filter((_, at) => at !== index))} />
          </Stack>
        ))}
        <div>
          <Button variant="secondary" icon="plus" disabled={readOnly} onClick={() => save([...rules, { pattern: '' }])}>
            Add path rule
          </Button>
        </div>
        <TryOut rules={rules} />
      </Stack>
    </ConfigSubSection>
  );
}

function AliasRules({ options, readOnly, onChange }: SectionProps) {
  const aliases = options.aliases ?? [];
  const save = (next: Alias[]): void => onChange({ ...options, aliases: next });
  const part = (index: number, change: Partial<Alias>): void => save(aliases.map((old, at) => (at === index ? { ...old, ...change } : old)));
  return (
    <ConfigSubSection title="Aliases" description="Different names of one thing: a pattern for the whole value, and the name to show instead.">
      <Stack direction="column" gap={1}>
        {aliases.map((alias, index) => (
          <Stack key={index} direction="row" gap={1} alignItems="center" wrap="wrap">
            <Input width={20} aria-label={`Dimension of alias ${index + 1}`} placeholder="hardware" value={alias.dimension} disabled={readOnly} onChange={(event) => part(index, { dimension: event.currentTarget.value })} />
            <Input width={36} aria-label={`Pattern of alias ${index + 1}`} placeholder="NVIDIA-H100-80GB-HBM3|h100" value={alias.pattern} disabled={readOnly} onChange={(event) => part(index, { pattern: event.currentTarget.value })} />
            <Input width={20} aria-label={`Name of alias ${index + 1}`} placeholder="H100" value={alias.value} disabled={readOnly} onChange={(event) => part(index, { value: event.currentTarget.value })} />
            <IconButton name="trash-alt" tooltip={`Remove alias ${index + 1}`} disabled={readOnly} onClick={() => save(aliases.filter((_, at) => at !== index))} />
          </Stack>
        ))}
        <div>
          <Button variant="secondary" icon="plus" disabled={readOnly} onClick={() => save([...aliases, { dimension: 'hardware', pattern: '', value: '' }])}>
            Add alias
          </Button>
        </div>
      </Stack>
    </ConfigSubSection>
  );
}

/** How names and paths become dimensions. */
export function RulesSection(props: SectionProps) {
  return (
    <ConfigSection title="Names" description="How paths and names become dimensions." isCollapsible isInitiallyOpen={(props.options.rules ?? []).length + (props.options.aliases ?? []).length > 0}>
      <PathRules {...props} />
      <AliasRules {...props} />
    </ConfigSection>
  );
}
