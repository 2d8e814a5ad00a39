import { combineAll, leaveOneOut, membersOf, type Codes } from '../../analysis/codes';
import { numberAt, textAt } from '../../model/table';
import type { Data } from '../data';
import { NONE } from '../filters';
import { naturally } from '../values';
import { confounders, DECISIONS, differs, naming, touches, type Decision, type Settings } from './settings';

/** Two configurations that differ in one decision alone, by their places among the settings. */
export interface SettingPair {
  readonly decision: Decision;
  readonly dimension: string;
  readonly from: number;
  readonly to: number;
  readonly fromText: string;
  readonly toText: string;
  /** Dimensions of other decisions that differ along, so that the effect may be theirs. */
  readonly confounded: string;
}

/** Settings of one knob of which all pairs are made; of more, each is compared with the first alone. */
const MOST_SETTINGS = 24;

function textOf(data: Data, ids: readonly string[], row: number): string {
  return ids.map((id) => textAt(data.dimension(id), row) ?? NONE).join(', ');
}

/** Orders settings: numbers ascend, texts stand naturally, what is missing comes first. */
function compare(data: Data, ids: readonly string[], a: number, b: number): number {
  return ids.reduce((held, id) => {
    const column = data.dimension(id);
    if (held !== 0 || column.kind === 'text') {
      return held || naturally(textAt(column, a) ?? '', textAt(column, b) ?? '');
    }
    const [left, right] = [numberAt(column, a), numberAt(column, b)].map((value) =>
      Number.isNaN(value) ? -Infinity : value
    );
    return left === right ? 0 : left - right;
  }, 0);
}

/** Every pair of the members of a group, or each with the first where these would be too many. */
function eachPair(groups: Codes, visit: (a: number, b: number) => void): number {
  let cut = 0;
  membersOf(groups).forEach((members) => {
    const firsts = members.length > MOST_SETTINGS ? 1 : members.length;
    cut += firsts === members.length ? 0 : members.length;
    for (let left = 0; left < firsts; left++) {
      for (let right = left + 1; right < members.length; right++) {
        visit(members[left], members[right]);
      }
    }
  });
  return cut;
}

function pairOf(
  data: Data,
  rows: Int32Array,
  decision: Decision,
  ids: readonly string[],
  confounded: readonly string[],
  [a, b]: readonly [number, number]
): SettingPair {
  const [from, to] = compare(data, ids, rows[a], rows[b]) <= 0 ? [a, b] : [b, a];
  return {
    decision,
    dimension: ids.join(', '),
    from,
    to,
    fromText: textOf(data, ids, rows[from]),
    toText: textOf(data, ids, rows[to]),
    confounded: confounded.join(', '),
  };
}

/** Pairs that differ in one knob. The number of accelerators that follows from it belongs to sizing, and confounds both. */
function singlePairs(data: Data, { rows, knobs, size }: Settings, found: SettingPair[]): number {
  const groups = leaveOneOut(
    knobs.map(({ codes }) => codes),
    rows.length
  );
  return knobs.reduce((cut, knob, index) => {
    const decisions = DECISIONS.filter((decision) => touches(knob, decision));
    const names = decisions.map((decision) => naming([knob], decision));
    const others = decisions.map((decision) => confounders([knob], decision));
    return (
      cut +
      eachPair(groups[index], (a, b) => {
        if (!differs(knob, a, b)) {
          return;
        }
        const resized = size !== null && differs({ codes: size }, a, b);
        decisions.forEach((decision, at) => {
          const confounded = [...others[at], ...(resized && decision !== 'sizing' ? ['gpus'] : [])];
          found.push(pairOf(data, rows, decision, names[at], confounded, [a, b]));
        });
        if (resized && !decisions.includes('sizing')) {
          const along = names.reduce<string[]>((all, ids) => all.concat(ids), []);
          found.push(pairOf(data, rows, 'sizing', ['gpus'], along, [a, b]));
        }
      })
    );
  }, 0);
}

/** Pairs that differ in several knobs of one decision, a topology at an equal number of accelerators. */
function joinedPairs(data: Data, { rows, knobs, size }: Settings, decision: Decision, found: SettingPair[]): number {
  const own = knobs.filter((knob) => touches(knob, decision));
  if (own.length < 2) {
    return 0;
  }
  const held = knobs.filter((knob) => !own.includes(knob)).map(({ codes }) => codes);
  const fixed = decision === 'topology' && size !== null ? [...held, size] : held;
  const namesOf = new Map<string, { ids: string[]; others: string[] }>();
  return eachPair(combineAll(fixed, rows.length), (a, b) => {
    const moved = own.filter((knob) => differs(knob, a, b));
    if (moved.length < 2) {
      return;
    }
    const key = moved.map((knob) => own.indexOf(knob)).join();
    const names = namesOf.get(key) ?? {
      ids: naming(moved, decision),
      others: confounders(moved, decision),
    };
    namesOf.set(key, names);
    found.push(pairOf(data, rows, decision, names.ids, names.others, [a, b]));
  });
}

/**
 * All pairs of configurations that differ in one decision alone. Found by grouping with one knob, or the knobs of one decision,
 * left out, so the cost grows with the configurations; `cut` counts those of groups too large for all their pairs.
 */
export function settingPairs(data: Data, settings: Settings): { pairs: SettingPair[]; cut: number } {
  const pairs: SettingPair[] = [];
  const cut = DECISIONS.reduce(
    (sum, decision) => sum + joinedPairs(data, settings, decision, pairs),
    singlePairs(data, settings, pairs)
  );
  return { pairs, cut };
}
