import { Button, IconButton } from '@grafana/ui';

/** Takes a row of a list away. */
export function RemoveRow({ label, disabled, onClick }: { label: string; disabled: boolean; onClick: () => void }) {
  return <IconButton name="trash-alt" tooltip={label} disabled={disabled} onClick={onClick} />;
}

/** Adds a row at the end of a list. */
export function AddRow({ label, disabled, onClick }: { label: string; disabled: boolean; onClick: () => void }) {
  return (
    <div>
      <Button variant="secondary" icon="plus" disabled={disabled} onClick={onClick}>
        {label}
      </Button>
    </div>
  );
}
