import { sorted } from '../../analysis/codes';
import { CONFIG_DIMENSIONS } from '../../model/identity';
import { MISSING_CODE, numberAt, textAt, type Column } from '../../model/table';
import type { Data } from '../data';
import { groupRows } from '../group';
import { distinguishing, shortNames, withoutMarks } from '../series';
import { GUARDS, type Freedom } from './freedom';
import { comparableLengths } from './lengths';
import type { Sides } from './sides';

/** Points of one configuration and workload on one side. */
export interface Part {
  readonly side: keyof Sides;
  readonly name: string;
  readonly rows: Int32Array;
}

/** Two parts that are held against each other. */
export interface Pair {
  readonly baseline: Part;
  readonly candidate: Part;
  /** Why they cannot be compared; empty where they can. */
  readonly guard: string;
  /** What else is to be known about them; empty where nothing is. */
  readonly note: string;
}

/** Pairs of one comparison; nobody reads an answer with more. */
const MAX_PAIRS = 2000;

/** The configuration of runs whose accelerators nobody states: each is a configuration of its own. */
function undescribed(data: Data): Column {
  const [config, gpus] = [data.dimension('config'), data.dimension('gpus')];
  return config.kind === 'text'
    ? { ...config, codes: config.codes.map((code, row) => (Number.isNaN(numberAt(gpus, row)) ? code : MISSING_CODE)) }
    : config;
}

function allRows({ baseline, candidate }: Sides): Int32Array {
  const both = new Int32Array(baseline.length + candidate.length);
  both.set(baseline);
  both.set(candidate, baseline.length);
  return both;
}

/** Names of configurations by what tells them from one another; a lone one by what it is. */
function namesOf(data: Data, firstRows: Int32Array): readonly string[] {
  const naming = distinguishing(data, firstRows, ['topology', ...CONFIG_DIMENSIONS, 'workload', 'config']);
  const fallback = (row: number): string =>
    ['topology', 'config', 'run'].map((id) => textAt(data.dimension(id), row)).find((name) => name !== null) ?? '?';
  const names = shortNames(data, firstRows, naming);
  return withoutMarks(names.map((name, index) => name || fallback(firstRows[index])));
}

function partsOf(data: Data, sides: Sides, columns: readonly Column[]): Part[] {
  const both = allRows(sides);
  const side: Column = { kind: 'number', values: new Float64Array(data.rows) };
  sides.candidate.forEach((row) => (side.values[row] = 1));
  const groups = groupRows([...columns, side], both);
  const { starts, order } = sorted({ codes: groups.groupOf, count: groups.count });
  const rows = order.map((index) => both[index]);
  return namesOf(data, groups.first).map((name, part) => ({
    side: side.values[groups.first[part]] === 1 ? 'candidate' : 'baseline',
    name,
    rows: rows.subarray(starts[part], starts[part + 1]),
  }));
}

interface Line {
  readonly baseline: Part[];
  readonly candidate: Part[];
}

/** Parts of both sides that agree in some columns. */
function linesOf(parts: readonly Part[], columns: readonly Column[]): Line[] {
  const groups = groupRows(
    columns,
    Int32Array.from(parts, ({ rows }) => rows[0])
  );
  const lines = Array.from({ length: groups.count }, (): Line => ({ baseline: [], candidate: [] }));
  parts.forEach((part, index) => lines[groups.groupOf[index]][part.side].push(part));
  return lines;
}

const isPaired = ({ baseline, candidate }: Line): boolean => baseline.length > 0 && candidate.length > 0;
const partsIn = (lines: readonly Line[]): Part[] =>
  ([] as Part[]).concat(...lines.map(({ baseline, candidate }) => [...baseline, ...candidate]));

function differs(column: Column, a: number, b: number): boolean {
  const { [a]: left, [b]: right } = column.kind === 'text' ? column.codes : column.values;
  return left !== right && !(Number.isNaN(left) && Number.isNaN(right));
}

function sentence(ids: readonly string[]): string {
  return ids.length === 0 ? '' : `${ids.join(', ')} ${ids.length === 1 ? 'differs' : 'differ'}`;
}

/**
 * Pairs of what agrees in configuration and workload. What finds no partner is tried again without the guards, so that it is
 * said which of them differs; and where nothing agrees but each side is one configuration, these two are meant. `alone` are
 * the parts without a partner, `cut` counts pairs beyond what one answer holds.
 */
export function pairsOf(data: Data, sides: Sides, freedom: Freedom): { pairs: Pair[]; alone: Part[]; cut: number } {
  const both = allRows(sides);
  const columnOf = new Map(
    [...freedom.agree, ...freedom.apart].map((id): [string, Column] => [
      id,
      id === 'isl' || id === 'osl' ? comparableLengths(data, both, id) : data.dimension(id),
    ])
  );
  const columnBy = (id: string): Column => columnOf.get(id) ?? data.dimension(id);
  const columns = (ids: readonly string[]): Column[] => ids.map(columnBy);
  const loose = freedom.agree.filter((id) => !GUARDS.includes(id));

  const parts = partsOf(data, sides, [...columns([...freedom.agree, ...freedom.apart]), undescribed(data)]);
  const exact = linesOf(parts, columns(freedom.agree));
  const guarded = linesOf(partsIn(exact.filter((line) => !isPaired(line))), columns(loose));
  const found = [...exact, ...guarded].filter(isPaired);
  const left = partsIn(guarded.filter((line) => !isPaired(line)));
  const meant = found.length === 0 && left.length === 2 && left[0].side !== left[1].side;
  const lines = meant ? linesOf(left, []) : found;

  const unlike = (ids: readonly string[], baseline: Part, candidate: Part): string[] =>
    ids.filter((id) => differs(columnBy(id), baseline.rows[0], candidate.rows[0]));
  const pairs: Pair[] = [];
  let cut = 0;
  lines.forEach((line) =>
    line.candidate.forEach((candidate) =>
      line.baseline.forEach((baseline) => {
        if (pairs.length === MAX_PAIRS) {
          cut++;
          return;
        }
        const notes = [
          meant ? sentence(unlike(loose, baseline, candidate)) : '',
          baseline.name === candidate.name ? '' : `against ${baseline.name}`,
        ];
        pairs.push({
          baseline,
          candidate,
          guard: sentence(unlike(freedom.guards, baseline, candidate)),
          note: notes.filter((note) => note !== '').join('; '),
        });
      })
    )
  );
  return { pairs, alone: meant ? [] : left, cut };
}
