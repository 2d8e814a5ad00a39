import { ConfigSection } from '@grafana/plugin-ui';
import { AliasRules } from './AliasRules';
import { BuiltinRules } from './BuiltinRules';
import { PathRules } from './PathRules';
import type { SectionProps } from './section';

/** How names and paths become dimensions. */
export function RulesSection(props: SectionProps) {
  const { rules = [], aliases = [] } = props.options;
  return (
    <ConfigSection
      title="Names"
      description="How paths and names become dimensions."
      isCollapsible
      isInitiallyOpen={rules.length + aliases.length > 0}
    >
      <BuiltinRules {...props} />
      <PathRules {...props} />
      <AliasRules {...props} />
    </ConfigSection>
  );
}
