import { ConfigSection } from '@grafana/plugin-ui';
import { Stack } from '@grafana/ui';
import { AddRow } from './RowButtons';
import { selectors } from '../selectors';
import { BLANK_FIELD, MappingEditor } from './MappingEditor';
import { MappingTryOut } from './MappingTryOut';
import { useRows } from './rows';
import type { SectionProps } from './section';
import type { MappingOptions } from './try-mapping';

const isBlank = ({ name, fields }: MappingOptions): boolean => name === '' || fields.every(({ to }) => to === '');

/** A field that says nothing yet is shown and not saved. */
const withoutBlank = (mapping: MappingOptions): MappingOptions => ({
  ...mapping,
  fields: mapping.fields.filter(({ to }) => to !== ''),
});

/** Files of tools that no reader knows. */
export function MappingsSection({ options, readOnly, onChange }: SectionProps) {
  const { rows, add, remove, change } = useRows<MappingOptions>(options.mappings ?? [], isBlank, (mappings) =>
    onChange({ ...options, mappings: mappings.map(withoutBlank) })
  );
  return (
    <ConfigSection
      title="Other files"
      description="JSON and CSV files of tools that are not known here: which place of them is which metric or dimension. A file that a reader knows is never read this way."
      isCollapsible
      isInitiallyOpen={(options.mappings ?? []).length > 0}
    >
      <Stack direction="column" gap={3}>
        {rows.map((mapping, index) => (
          <Stack key={index} direction="column" gap={2}>
            <MappingEditor
              number={index + 1}
              mapping={mapping}
              readOnly={readOnly}
              onChange={(part) => change(index, part)}
              onRemove={() => remove(index)}
            />
            <MappingTryOut
              number={index + 1}
              mapping={withoutBlank(mapping)}
              zoneOffsetMinutes={options.zoneOffsetMinutes}
            />
          </Stack>
        ))}
        <AddRow
          label={selectors.config.addMapping}
          disabled={readOnly}
          onClick={() => add({ name: '', pattern: '', rows: '', fields: [BLANK_FIELD] })}
        />
      </Stack>
    </ConfigSection>
  );
}
