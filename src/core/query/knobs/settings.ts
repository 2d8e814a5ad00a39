import { alike, combineAll, followsFrom, type Codes } from '../../analysis/codes';
import { DIMENSIONS } from '../../model/dimensions';
import { textAt } from '../../model/table';
import type { Data } from '../data';
import { groupRows } from '../group';

/** Decisions of who tunes a stack, in the order in which they are shown. */
export const DECISIONS = ['routing', 'batching', 'topology', 'sizing'] as const;

export type Decision = (typeof DECISIONS)[number];

const isDecision = (decision: string): decision is Decision => (DECISIONS as readonly string[]).includes(decision);

export interface KnobDimension {
  readonly id: string;
  readonly decision: Decision;
  readonly derived: boolean;
}

/** Dimensions that split the configurations alike: nobody can tell their effects apart. */
export interface Knob {
  readonly codes: Codes;
  /** In the order of the table. */
  readonly dimensions: readonly KnobDimension[];
}

/** Configurations that may be compared with one another, and what differs among them. */
export interface Settings {
  /** A row of each configuration. */
  readonly rows: Int32Array;
  readonly knobs: readonly Knob[];
  /** The number of accelerators where it follows from the topology: then it is no knob of its own. */
  readonly size: Codes | null;
}

/** Counts of accelerators, which follow from the topology wherever it is known. */
const COUNTS = ['gpus', 'prefill_gpus', 'decode_gpus'];

const KNOB_DIMENSIONS: readonly KnobDimension[] = DIMENSIONS.reduce<KnobDimension[]>(
  (all, { id, decision, derived }) =>
    isDecision(decision) ? all.concat({ id, decision, derived: derived === true }) : all,
  []
);

/** Hardware of a role says something only where it is not that of the whole. */
function roleHardware(data: Data, rows: Int32Array, id: string): Codes {
  const [own, whole] = [data.dimension(id), data.dimension('hardware')];
  const dense = new Map<string | null, number>();
  const codes = Int32Array.from(rows, (row) => {
    const value = textAt(own, row);
    const key = value === textAt(whole, row) ? null : value;
    const code = dense.get(key) ?? dense.size;
    dense.set(key, code);
    return code;
  });
  return { codes, count: dense.size };
}

function codesOf(data: Data, rows: Int32Array, id: string): Codes {
  if (id === 'prefill_hardware' || id === 'decode_hardware') {
    return roleHardware(data, rows, id);
  }
  const { groupOf, count } = groupRows([data.dimension(id)], rows);
  return { codes: groupOf, count };
}

/** What differs among the configurations of the rows. O(configurations x dimensions). */
export function settingsOf(data: Data, rows: Int32Array): Settings {
  const varying = KNOB_DIMENSIONS.map((one) => ({ dimension: one, codes: codesOf(data, rows, one.id) })).filter(
    ({ codes }) => codes.count > 1
  );
  const topology = combineAll(
    varying.filter(({ dimension: one }) => one.decision === 'topology' && !one.derived).map(({ codes }) => codes),
    rows.length
  );
  const follows = ({ dimension: one, codes }: (typeof varying)[number]): boolean =>
    COUNTS.includes(one.id) && followsFrom(codes, topology);
  const knobs: Array<{ codes: Codes; dimensions: KnobDimension[] }> = [];
  varying
    .filter((one) => !follows(one))
    .forEach(({ dimension: one, codes }) => {
      const held = knobs.find((knob) => alike(knob.codes, codes));
      if (held === undefined) {
        knobs.push({ codes, dimensions: [one] });
      } else {
        held.dimensions.push(one);
      }
    });
  return {
    rows,
    // What is derived alone turns nothing.
    knobs: knobs.filter(({ dimensions }) => dimensions.some(({ derived }) => !derived)),
    size: varying.find((one) => one.dimension.id === 'gpus' && follows(one))?.codes ?? null,
  };
}

/** Dimensions of a knob that belong to a decision, those that somebody sets before those that follow. */
function ofDecision({ dimensions }: Knob, decision: Decision): string[] {
  const own = dimensions.filter((one) => one.decision === decision);
  return [...own.filter(({ derived }) => !derived), ...own.filter(({ derived }) => derived)].map(({ id }) => id);
}

export function touches(knob: Knob, decision: Decision): boolean {
  return knob.dimensions.some((one) => one.decision === decision);
}

export function differs({ codes }: { readonly codes: Codes }, a: number, b: number): boolean {
  return codes.codes[a] !== codes.codes[b];
}

/** Of knobs that differ together, those that the others do not follow from. */
function leading(knobs: readonly Knob[]): Knob[] {
  return knobs.filter((knob) => !knobs.some((other) => other !== knob && followsFrom(knob.codes, other.codes)));
}

const RATIO = ['prefill_replicas', 'decode_replicas'];

/**
 * The dimensions that name what differs in a decision. A topology that moves several at once is one dimension, the P/D ratio
 * where only the counts of instances move.
 */
export function naming(knobs: readonly Knob[], decision: Decision): string[] {
  const ids = leading(knobs).map((knob) => ofDecision(knob, decision)[0]);
  const all = knobs.reduce<string[]>(
    (held, { dimensions }) =>
      held.concat(dimensions.filter((one) => one.decision === decision && !one.derived).map(({ id }) => id)),
    []
  );
  if (decision !== 'topology' || all.length < 2) {
    return ids;
  }
  return [all.every((id) => RATIO.includes(id)) ? 'pd_ratio' : 'topology'];
}

/** What differs along in other decisions, so that an effect may be theirs. */
export function confounders(knobs: readonly Knob[], decision: Decision): string[] {
  return DECISIONS.filter((other) => other !== decision).reduce<string[]>((all, other) => {
    const set = knobs.filter(({ dimensions }) => dimensions.some((one) => one.decision === other && !one.derived));
    return set.length === 0 ? all : all.concat(naming(set, other));
  }, []);
}
