/**
 * What an error says, and nothing for what is none. Not by `instanceof`: errors of Node itself are of another realm where a
 * host runs this code in a context of its own, as test runners do.
 */
export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
