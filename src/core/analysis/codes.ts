/**
 * A partition of items: equal codes, equal values. Codes are dense and stand in the order in which their first item comes, so
 * that two partitions into the same classes have the same codes.
 */
export interface Codes {
  readonly codes: Int32Array;
  readonly count: number;
}

/** Largest table of all pairs of codes, by the items that would fill it. */
const TABLE_PER_ITEM = 4;

/**
 * Codes of pairs: items are together where both put them together. O(items). A table of all pairs where it is small, else one
 * with open addresses, in which a search takes a step or two since it is never more than half full.
 */
export function combine(left: Codes, right: Codes): Codes {
  const items = left.codes.length;
  const codes = new Int32Array(items);
  let count = 0;
  if (left.count * right.count <= TABLE_PER_ITEM * items) {
    const table = new Int32Array(left.count * right.count).fill(-1);
    for (let index = 0; index < items; index++) {
      const slot = left.codes[index] * right.count + right.codes[index];
      if (table[slot] < 0) {
        table[slot] = count++;
      }
      codes[index] = table[slot];
    }
    return { codes, count };
  }
  const size = 2 ** Math.ceil(Math.log2(2 * items));
  const firsts = new Int32Array(size).fill(-1);
  for (let index = 0; index < items; index++) {
    const [a, b] = [left.codes[index], right.codes[index]];
    // Multipliers of Knuth and of Teschner et al. spread neighbouring codes.
    let slot = (Math.imul(a, 2654435761) ^ Math.imul(b, 73856093)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & (size - 1);
    let first = firsts[slot];
    while (first >= 0 && (left.codes[first] !== a || right.codes[first] !== b)) {
      slot = (slot + 1) & (size - 1);
      first = firsts[slot];
    }
    if (first < 0) {
      firsts[slot] = index;
      codes[index] = count++;
    } else {
      codes[index] = codes[first];
    }
  }
  return { codes, count };
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

/** Items sorted by their class: those of class c stand in `order` from `starts[c]` up to `starts[c + 1]`. */
export function sorted({ codes, count }: Codes): { readonly starts: Int32Array; readonly order: Int32Array } {
  const starts = new Int32Array(count + 1);
  codes.forEach((code) => starts[code + 1]++);
  for (let code = 0; code < count; code++) {
    starts[code + 1] += starts[code];
  }
  const next = starts.slice();
  const order = new Int32Array(codes.length);
  codes.forEach((code, item) => (order[next[code]++] = item));
  return { starts, order };
}
