/** Null of what no number can hold: two figures of a broken file may well make more. */
export function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
