import { ConfigSection } from '@grafana/plugin-ui';
import { Input, RadioButtonGroup, Stack } from '@grafana/ui';
import { AddRow, RemoveRow } from './RowButtons';
import { PRICE_ROLES } from '../../core/model/prices';
import { selectors } from '../selectors';
import { useRows } from './rows';
import type { SectionProps } from './section';

interface Row {
  readonly accelerator: string;
  /** Empty for every role. */
  readonly role: string;
  /** As it is typed. */
  readonly price: string;
}

const ROLES = [{ value: '', label: 'Any role' }, ...PRICE_ROLES.map((role) => ({ value: role, label: role }))];

function rowsOf(prices: Readonly<Record<string, number>>): Row[] {
  return Object.entries(prices).map(([name, price]) => {
    const role = PRICE_ROLES.find((one) => name.endsWith(`/${one}`)) ?? '';
    return { accelerator: role === '' ? name : name.slice(0, -role.length - 1), role, price: String(price) };
  });
}

const isPrice = (text: string): boolean => text.trim() !== '' && Number(text) >= 0 && Number.isFinite(Number(text));

function pricesOf(rows: readonly Row[]): Record<string, number> {
  return Object.fromEntries(
    rows.map(({ accelerator, role, price }) => [role === '' ? accelerator : `${accelerator}/${role}`, Number(price)])
  );
}

/** What a GPU-hour costs, for metrics of cost. */
export function PricesSection({ options, readOnly, onChange }: SectionProps) {
  const { rows, add, remove, change } = useRows(
    rowsOf(options.prices ?? {}),
    ({ accelerator, price }) => accelerator === '' || !isPrice(price),
    (saved) => onChange({ ...options, prices: pricesOf(saved) })
  );
  return (
    <ConfigSection
      title="Prices"
      description="US dollars a GPU-hour by accelerator, as the dimension hardware names it; * stands for any. Costs are empty without them."
      isCollapsible
      isInitiallyOpen={rows.length > 0}
    >
      <Stack direction="column" gap={1}>
        {rows.map(({ accelerator, role, price }, index) => (
          <Stack key={index} direction="row" gap={1} alignItems="center" wrap="wrap">
            <Input
              width={20}
              aria-label={selectors.config.accelerator(index + 1)}
              placeholder="H100"
              value={accelerator}
              disabled={readOnly}
              onChange={(event) => change(index, { accelerator: event.currentTarget.value })}
            />
            <RadioButtonGroup
              aria-label={selectors.config.role(index + 1)}
              options={ROLES}
              value={role}
              disabled={readOnly}
              onChange={(chosen) => change(index, { role: chosen })}
            />
            <Input
              type="number"
              min={0}
              width={16}
              aria-label={selectors.config.price(index + 1)}
              placeholder="2.50"
              value={price}
              disabled={readOnly}
              onChange={(event) => change(index, { price: event.currentTarget.value })}
            />
            <RemoveRow
              label={selectors.config.removePrice(index + 1)}
              disabled={readOnly}
              onClick={() => remove(index)}
            />
          </Stack>
        ))}
        <AddRow
          label={selectors.config.addPrice}
          disabled={readOnly}
          onClick={() => add({ accelerator: '', role: '', price: '' })}
        />
      </Stack>
    </ConfigSection>
  );
}
