import { ConfigSubSection } from '@grafana/plugin-ui';
import { InlineSwitch, Stack, Text } from '@grafana/ui';
import { BUILTIN_RULES, type BuiltinRule } from '../../core/ingest/builtin-rules';
import { BuiltinRules as Rules } from '../../core/ingest/compile-builtin';
import { selectors } from '../selectors';
import { written } from './reading';
import type { SectionProps } from './section';

const ALL = new Rules();

/** What the rule reads from its own example. */
function reading({ id, example }: BuiltinRule): string {
  return ALL.read(example)
    .filter(({ rule }) => rule.id === id)
    .map(({ dimensions }) => written(dimensions))
    .join(', ');
}

const READINGS = BUILTIN_RULES.map(reading);

/** Rules for common layouts, each with an example of what it reads, to be switched off one by one. */
export function BuiltinRules({ options, readOnly, onChange }: SectionProps) {
  const disabled = options.builtinRules?.disabled ?? [];
  const toggle = (id: string, isOn: boolean): void =>
    onChange({
      ...options,
      builtinRules: { disabled: isOn ? disabled.filter((one) => one !== id) : [...disabled, id] },
    });
  return (
    <ConfigSubSection
      title="Built-in path rules"
      description="What the names of common layouts say. They fill what neither a file nor a rule of your own says, and overrule nothing."
      isCollapsible
      isInitiallyOpen={disabled.length > 0}
    >
      <Stack direction="column" gap={1}>
        {BUILTIN_RULES.map((rule, index) => (
          <Stack key={rule.id} direction="row" gap={1} alignItems="flex-start">
            <InlineSwitch
              id={selectors.config.builtinRule(rule.id)}
              aria-label={rule.title}
              value={!disabled.includes(rule.id)}
              disabled={readOnly}
              onChange={(event) => toggle(rule.id, event.currentTarget.checked)}
            />
            <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
              <div>{rule.title}</div>
              <Text variant="bodySmall" color="secondary">
                {`${rule.example} → ${READINGS[index]}`}
              </Text>
            </div>
          </Stack>
        ))}
      </Stack>
    </ConfigSubSection>
  );
}
