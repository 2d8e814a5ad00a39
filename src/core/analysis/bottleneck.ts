/** Work of a prefill/decode configuration a GPU of each role, tokens/s: prompt tokens on prefill, generated ones on decode. */
export interface RoleRates {
  readonly prefill: number;
  readonly decode: number;
}

/** The most that a GPU of each role was seen to do; NaN where nothing was measured. */
export function capability(rates: readonly RoleRates[]): RoleRates {
  const most = (role: keyof RoleRates): number =>
    rates.reduce((best, rate) => (rate[role] > best || Number.isNaN(best) ? rate[role] : best), NaN);
  return { prefill: most('prefill'), decode: most('decode') };
}

/** Share of the capability that each role is used to. */
export function utilisation(rates: RoleRates, best: RoleRates): RoleRates {
  return { prefill: rates.prefill / best.prefill, decode: rates.decode / best.decode };
}

export type Bound = 'prefill-bound' | 'decode-bound' | 'balanced';

/** Roles used alike up to this share of the larger one are balanced. */
const ALIKE = 0.1;

/**
 * Which role binds: the one that is used closer to the most it was seen to do. Null where a utilisation is missing, and
 * where both roles are at their own best: then nothing measured says which of them could do more.
 */
export function boundOf({ prefill, decode }: RoleRates): Bound | null {
  if (Number.isNaN(prefill) || Number.isNaN(decode) || (prefill === 1 && decode === 1)) {
    return null;
  }
  if (Math.abs(prefill - decode) <= ALIKE * Math.max(prefill, decode)) {
    return 'balanced';
  }
  return prefill > decode ? 'prefill-bound' : 'decode-bound';
}

/**
 * Share of all GPUs that prefill would need for both roles to be used alike at the given demand (rate matching: Beyond the
 * Buzz, arXiv 2506.05508). `demand`: prompt and generated tokens/s of the whole run. An estimate: it takes the best seen rate
 * of a GPU for what any number of them does.
 */
export function matchedPrefillShare(demand: RoleRates, best: RoleRates): number {
  const [prefill, decode] = [demand.prefill / best.prefill, demand.decode / best.decode];
  return prefill / (prefill + decode);
}
