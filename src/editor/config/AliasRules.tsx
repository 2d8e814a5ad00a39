import { ConfigSubSection } from '@grafana/plugin-ui';
import { Input, Stack } from '@grafana/ui';
import { AddRow, RemoveRow } from './RowButtons';
import { selectors } from '../selectors';
import { useRows } from './rows';
import type { SectionProps } from './section';

const PARTS = [
  { key: 'dimension', label: 'Dimension', width: 20, placeholder: 'hardware' },
  { key: 'pattern', label: 'Pattern', width: 36, placeholder: 'NVIDIA-H100-80GB-HBM3|h100' },
  { key: 'value', label: 'Name', width: 20, placeholder: 'H100' },
] as const;

/** Rules that give one name to a thing that tools name differently. */
export function AliasRules({ options, readOnly, onChange }: SectionProps) {
  const { rows, add, remove, change } = useRows(
    options.aliases ?? [],
    ({ dimension, pattern }) => dimension === '' || pattern === '',
    (aliases) => onChange({ ...options, aliases })
  );
  return (
    <ConfigSubSection
      title="Aliases"
      description="Different names of one thing: a pattern for the whole value, and the name to show instead."
    >
      <Stack direction="column" gap={1}>
        {rows.map((alias, index) => (
          <Stack key={index} direction="row" gap={1} alignItems="center" wrap="wrap">
            {PARTS.map(({ key, label, width, placeholder }) => (
              <Input
                key={key}
                width={width}
                aria-label={`${label} of alias ${index + 1}`}
                placeholder={placeholder}
                value={alias[key]}
                disabled={readOnly}
                onChange={(event) => change(index, { [key]: event.currentTarget.value })}
              />
            ))}
            <RemoveRow
              label={selectors.config.removeAlias(index + 1)}
              disabled={readOnly}
              onClick={() => remove(index)}
            />
          </Stack>
        ))}
        <AddRow
          label={selectors.config.addAlias}
          disabled={readOnly}
          onClick={() => add({ dimension: 'hardware', pattern: '', value: '' })}
        />
      </Stack>
    </ConfigSubSection>
  );
}
