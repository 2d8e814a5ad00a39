import { mostLoad } from '../../analysis/capacity';
import { combineAll, membersOf } from '../../analysis/codes';
import { ratioEffect, type Effect } from '../../analysis/effect';
import { figure, signedPercent } from '../../frames/words';
import { dimensionTitle } from '../../model/dimensions';
import { numberAt, textAt } from '../../model/table';
import { interpolateAt } from '../../analysis/interpolate';
import { capacityCurves, type Curve } from '../capacity/curves';
import { counted, metricSign } from '../common';
import type { Data } from '../data';
import { NONE } from '../filters';
import { groupRows } from '../group';
import { metricOf } from '../names';
import type { Slo } from '../slo';
import { confounders, DECISIONS, differs, naming, settingsOf, touches, type Decision, type Settings } from './settings';

/** The best known setting of a decision under the SLO, and how far it is to be trusted. */
export interface Advice {
  readonly decision: Decision;
  /** Null where nothing can be advised. */
  readonly setting: string | null;
  /** The next best setting, everything else alike. */
  readonly against: string | null;
  readonly workload: string | null;
  /** Most load within the SLO; NaN where there is none. */
  readonly load: number;
  readonly loadPerGpu: number;
  /** Load per GPU against the next best - 1, with its 95 % interval where both have repeats. */
  readonly gain: Effect | null;
  readonly evidence: string;
  readonly doubt: string;
}

/** Configurations under one workload, by what may differ among them. */
interface Study {
  readonly curves: readonly Curve[];
  readonly settings: Settings;
}

const STUDY = ['model', 'precision', 'engine', 'workload', 'load_type'];

/** Load per GPU that was shown to fit the SLO; 0 where none does, NaN where that was not measured. */
function score({ capacity, gpus }: Curve): number {
  switch (capacity?.kind) {
    case 'within':
    case 'all':
      return capacity.load / gpus;
    case 'none':
      return 0;
    default:
      return NaN;
  }
}

const loadOf = ({ capacity }: Curve): number =>
  capacity?.kind === 'within' || capacity?.kind === 'all' ? capacity.load : NaN;

/** Groups in which a decision alone differs; a size that follows from the topology is compared by the best topology of each. */
function groupsOf({ settings }: Study, decision: Decision): number[][] {
  const { rows, knobs, size } = settings;
  const follows = size !== null && decision === 'sizing';
  const free = knobs.filter((knob) => touches(knob, decision) || (follows && touches(knob, 'topology')));
  const fixed = knobs.filter((knob) => !free.includes(knob)).map(({ codes }) => codes);
  const held = decision === 'topology' && size !== null ? [...fixed, size] : fixed;
  return free.length === 0 ? [] : membersOf(combineAll(held, rows.length)).filter(({ length }) => length > 1);
}

/** What tells two configurations apart in a decision; empty where nothing does. */
function apart({ settings }: Study, decision: Decision, a: number, b: number): string[] {
  const { knobs, size } = settings;
  const moved = knobs.filter((knob) => touches(knob, decision) && differs(knob, a, b));
  const resized = decision === 'sizing' && size !== null && differs({ codes: size }, a, b);
  return [...(moved.length === 0 ? [] : naming(moved, decision)), ...(resized ? ['gpus'] : [])];
}

function settingText(data: Data, ids: readonly string[], row: number): string {
  return ids.map((id) => `${dimensionTitle(id)} ${textAt(data.dimension(id), row) ?? NONE}`).join(', ');
}

/** Load per GPU that each run carries within the SLO; NaN where it is not crossed within what the run measured. */
function runScores(data: Data, rows: Int32Array, slo: Slo, gpus: number): number[] {
  const runs = groupRows([data.dimension('run_key')], rows);
  const load = data.dimension('load');
  return membersOf({ codes: runs.groupOf, count: runs.count }).map((members) => {
    const own = members.map((index) => rows[index]).sort((a, b) => numberAt(load, a) - numberAt(load, b));
    const capacity = mostLoad(
      own.map((row) => numberAt(load, row)),
      Object.keys(slo).map((id) => {
        const metric = metricOf(id);
        const values = data.metric(metric);
        return { metric: id, limit: slo[id], sign: metricSign(metric), values: own.map((row) => values[row]) };
      })
    );
    return capacity.kind === 'within' ? capacity.load / gpus : NaN;
  });
}

interface Ranked {
  readonly study: Study;
  readonly best: number;
  readonly next: number;
  readonly ids: readonly string[];
  /** Configurations that were compared, in this study and in all others. */
  readonly compared: number;
}

/** The best configuration of a study in a decision, and the best with another setting. */
function ranked(study: Study, decision: Decision, throughput: (curve: Curve) => number): Ranked | null {
  const better = (a: number, b: number): number => {
    const [left, right] = [study.curves[a], study.curves[b]];
    return score(right) - score(left) || throughput(right) - throughput(left);
  };
  let found: Ranked | null = null;
  let compared = 0;
  groupsOf(study, decision).forEach((group) => {
    const order = group.filter((member) => !Number.isNaN(score(study.curves[member]))).sort(better);
    const next = order.find((member) => apart(study, decision, order[0], member).length > 0);
    if (next === undefined) {
      return;
    }
    compared += order.length;
    if (found === null || better(order[0], found.best) < 0) {
      found = { study, best: order[0], next, ids: apart(study, decision, order[0], next), compared: 0 };
    }
  });
  return found === null ? null : { ...(found as Ranked), compared };
}

function none(decision: Decision, evidence: string, doubt: string): Advice {
  return {
    decision,
    setting: null,
    against: null,
    workload: null,
    load: NaN,
    loadPerGpu: NaN,
    gain: null,
    evidence,
    doubt,
  };
}

/** Reasons to doubt that the best is better than the next. */
function doubts(best: Curve, next: Curve, gain: Effect, others: readonly string[], elsewhere: number): string {
  const same = Math.abs(gain.delta) < 1e-9;
  return [
    best.capacity?.kind === 'all' ? 'every measured load of it meets the SLO: measure higher ones' : '',
    next.capacity?.kind === 'all' ? 'so does every one of the next best' : '',
    same ? 'both carry the same load, and throughput there decides' : '',
    gain.kind === 'none' ? 'no interval: too few repeats that cross the SLO' : '',
    gain.low <= 0 ? 'the interval holds zero, so this may be noise' : '',
    others.length > 0 ? `differs in ${others.join(', ')} as well` : '',
    elsewhere > 0 ? `${counted(elsewhere, 'other workload')} measured too: filter by workload` : '',
  ]
    .filter((doubt) => doubt !== '')
    .join('; ');
}

function adviceOf(
  data: Data,
  slo: Slo,
  decision: Decision,
  found: readonly Ranked[],
  rowsOf: (curve: Curve) => Int32Array
): Advice {
  const chosen = found.reduce<Ranked | null>(
    (held, one) => (held === null || one.compared > held.compared ? one : held),
    null
  );
  if (chosen === null) {
    return none(decision, `No two configurations differ in ${decision} alone.`, 'Measure one change at a time.');
  }
  const { study, ids, compared } = chosen;
  const [best, next] = [study.curves[chosen.best], study.curves[chosen.next]];
  const workload = textAt(data.dimension('workload'), best.row);
  if (score(best) === 0) {
    return {
      ...none(
        decision,
        `None of ${counted(compared, 'configuration')} meets the SLO at any load.`,
        'Loosen the SLO, or measure lower loads.'
      ),
      workload,
    };
  }
  const gpusFollow = decision === 'sizing' && study.settings.size !== null;
  const moved = study.settings.knobs.filter((knob) => differs(knob, chosen.best, chosen.next));
  const along = moved.filter((knob) => touches(knob, decision) || gpusFollow);
  const others = confounders(along, decision).filter((id) => !ids.includes(id));
  const runs = [next, best].map((curve) => runScores(data, rowsOf(curve), slo, curve.gpus));
  const crossed = runs.every((scores) => scores.every((value) => !Number.isNaN(value)));
  const [from, to] = crossed ? runs : [[score(next)], [score(best)]];
  const gain = ratioEffect(from, to);
  const bound = best.capacity?.kind === 'all' ? 'at least ' : '';
  return {
    decision,
    setting: settingText(data, ids, best.row),
    against: settingText(data, ids, next.row),
    workload,
    load: loadOf(best),
    loadPerGpu: score(best),
    gain,
    evidence: `Carries ${bound}${figure(loadOf(best))} within the SLO on ${best.gpus} GPUs, ${figure(score(best))} a GPU, against ${figure(score(next))} (${score(next) === 0 ? 'none fits' : signedPercent(gain.delta)}); ${counted(compared, 'configuration')} compared, ${runs[1].length} against ${runs[0].length} runs.`,
    doubt: doubts(best, next, gain, others, found.length - 1),
  };
}

/** One piece of advice a decision, from the newest builds, and from the workload with most configurations to compare. */
export function advise(data: Data, rows: Int32Array, slo: Slo): Advice[] {
  const { families, cells, mean } = capacityCurves(data, rows, slo);
  const curves = families.map(([newest]) => newest).filter(({ gpus }) => gpus > 0);
  const studies = groupRows(
    STUDY.map((id) => data.dimension(id)),
    Int32Array.from(curves, ({ row }) => row)
  );
  const all = membersOf({ codes: studies.groupOf, count: studies.count })
    .filter(({ length }) => length > 1)
    .map((members): Study => {
      const own = members.map((member) => curves[member]);
      return {
        curves: own,
        settings: settingsOf(
          data,
          Int32Array.from(own, ({ row }) => row)
        ),
      };
    });
  const means = mean('output_token_throughput_per_gpu');
  // For configurations that carry the same load.
  const throughput = (curve: Curve): number =>
    interpolateAt(
      curve.loads,
      curve.cells.map((cell) => means[cell]),
      loadOf(curve)
    )?.value ?? 0;
  const rowsOf = (curve: Curve): Int32Array => {
    const wanted = new Set(curve.cells);
    return rows.filter((_, index) => wanted.has(cells.groupOf[index]));
  };
  return DECISIONS.map((decision) => {
    const found = all.map((study) => ranked(study, decision, throughput)).filter((one): one is Ranked => one !== null);
    return adviceOf(data, slo, decision, found, rowsOf);
  });
}
