import { Button, IconButton, Stack } from '@grafana/ui';
import { selectors } from '../selectors';
import { FiltersField } from './Filters';
import { TextInput } from './Plain';
import { textOf, type FieldProps } from './types';

interface NamedGroup {
  readonly name?: string;
  readonly filters?: unknown;
}

function groupsOf(value: unknown): NamedGroup[] {
  return Array.isArray(value) ? value.filter((one): one is NamedGroup => typeof one === 'object' && one !== null) : [];
}

/** Groups of points, each with a name and the filters that select it. */
export function GroupsField(props: FieldProps) {
  const { id, value, onChange } = props;
  const groups = groupsOf(value);
  const replace = (index: number, group: NamedGroup): void =>
    onChange(groups.map((old, at) => (at === index ? group : old)));
  return (
    <Stack direction="column" gap={1}>
      {groups.map((group, index) => (
        <Stack key={index} direction="column" gap={0.5}>
          <Stack direction="row" gap={0.5} alignItems="center">
            <TextInput
              id={index === 0 ? id : `${id}-${index}`}
              label="Name of the group"
              text={textOf(group.name)}
              placeholder="Name"
              onCommit={(name) => replace(index, { ...group, name })}
            />
            <IconButton
              name="times"
              tooltip={selectors.query.removeGroup}
              onClick={() => onChange(groups.filter((_, at) => at !== index))}
            />
          </Stack>
          <FiltersField
            {...props}
            id={`${id}-${index}-filters`}
            value={group.filters}
            onChange={(filters) => replace(index, { ...group, filters })}
          />
        </Stack>
      ))}
      <div>
        <Button
          id={groups.length === 0 ? id : `${id}-add`}
          aria-label={selectors.query.addGroup}
          size="sm"
          variant="secondary"
          icon="plus"
          onClick={() => onChange([...groups, { name: `Group ${groups.length + 1}`, filters: [] }])}
        >
          {selectors.query.addGroup}
        </Button>
      </div>
    </Stack>
  );
}
