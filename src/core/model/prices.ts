import * as v from 'valibot';

/** The accelerator that stands for every one without a price of its own. */
export const ANY_ACCELERATOR = '*';

/** Roles that may have a price of their own, written behind the accelerator: `H100/prefill`. */
export const PRICE_ROLES = ['prefill', 'decode'] as const;

export type PriceRole = (typeof PRICE_ROLES)[number];

/** Variables of dashboards arrive as texts. */
const price = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/\S/, 'is empty'), v.transform(Number))]),
  v.number(),
  v.finite(),
  v.minValue(0)
);

/**
 * US dollars a GPU-hour by accelerator, as the dimension hardware names it: `{"H100": 2.5, "H100/prefill": 3, "*": 2}`.
 * Upper and lower case count as equal.
 */
export const pricesSchema = v.record(v.pipe(v.string(), v.maxLength(200)), price);

export type Prices = v.InferOutput<typeof pricesSchema>;

/** Prices of settings; none where they cannot be read, which a scan of those settings reports. */
export function readPrices(value: unknown): Prices {
  const read = v.safeParse(pricesSchema, value);
  return read.success ? read.output : {};
}

/** Prices as a query says them: by accelerator, or one number for any. */
export const queryPricesSchema = v.union([price, pricesSchema]);

/** Prices that a query counts with. Its own come before those of the settings; one for any accelerator replaces them all. */
export function pricesOf(own: number | Prices | undefined, settings: Prices = {}): Prices {
  if (typeof own === 'number') {
    return { [ANY_ACCELERATOR]: own };
  }
  return own !== undefined && ANY_ACCELERATOR in own ? own : { ...settings, ...own };
}

/**
 * Looks prices up, the most special first: the accelerator in its role, the accelerator, any in the role, any. NaN where
 * there is none; an accelerator that nobody names (null) has the price of any.
 */
export function priceList(prices: Prices): (accelerator: string | null, role: PriceRole | null) => number {
  const byName = new Map(Object.keys(prices).map((name) => [name.trim().toLowerCase(), prices[name]]));
  return (accelerator, role) => {
    const names = [...(accelerator === null ? [] : [accelerator.toLowerCase()]), ANY_ACCELERATOR];
    const keys = names.reduce<string[]>(
      (all, name) => all.concat(role === null ? [name] : [`${name}/${role}`, name]),
      []
    );
    const found = keys.find((key) => byName.has(key));
    return found === undefined ? NaN : (byName.get(found) as number);
  };
}
