/**
 * A partition of items: equal codes, equal values. Codes are dense and stand in the order in which their first item comes, so
 * that two partitions into the same classes have the same codes.
 */
export interface Codes {
  readonly codes: Int32Array;
  readonly count: number;
}

/** Codes of pairs: items are together where both put them together. O(items). */
export function combine(left: Codes, right: Codes): Codes {
  const codes = new Int32Array(left.codes.length);
  const dense = new Map<number, number>();
  for (let index = 0; index < codes.length; index++) {
    const key = left.codes[index] * right.count + right.codes[index];
    let code = dense.get(key);
    if (code === undefined) {
      code = dense.size;
      dense.set(key, code);
    }
    codes[index] = code;
  }
  return { codes, count: dense.size };
}

/** All items in one class. */
export function together(items: number): Codes {
  return { codes: new Int32Array(items), count: items === 0 ? 0 : 1 };
}

export function combineAll(columns: readonly Codes[], items: number): Codes {
  return columns.reduce(combine, together(items));
}

/** True where both split the items alike. */
export function alike(a: Codes, b: Codes): boolean {
  return a.count === b.count && a.codes.every((code, index) => code === b.codes[index]);
}

/** True where the value of `what` is known from that of `from`. */
export function followsFrom(what: Codes, from: Codes): boolean {
  return combine(from, what).count === from.count;
}

/** For each column the items that agree in all the others. From codes of what stands before and behind it: O(items x columns). */
export function leaveOneOut(columns: readonly Codes[], items: number): Codes[] {
  const behind: Codes[] = new Array(columns.length);
  let held = together(items);
  for (let index = columns.length - 1; index >= 0; index--) {
    behind[index] = held;
    held = combine(columns[index], held);
  }
  let before = together(items);
  return columns.map((column, index) => {
    const found = combine(before, behind[index]);
    before = combine(before, column);
    return found;
  });
}

/** Items of each class, in order. */
export function membersOf({ codes, count }: Codes): number[][] {
  const members: number[][] = Array.from({ length: count }, () => []);
  codes.forEach((code, item) => members[code].push(item));
  return members;
}
