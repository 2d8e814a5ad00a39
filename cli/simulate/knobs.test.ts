import { ask, catalogOf, column, type FakeStore } from '../../tests/fake-store';
import type { FrameJson } from '../../src/core/frames/frame';
import { throughput } from './measure';
import type { RunPlan } from './plan';
import { reportFiles } from './report/files';
import { simulate, type RunResult } from './run';
import { routingPlans } from './scenarios/routing';
import { sweepPlans } from './scenarios/sweep';
import { ROUTING, SEED, SWEEP } from './truth';

/** In the order of the logs of the truth. */
const METRICS = ['output_token_throughput', 'ttft_mean', 'tpot_mean'];

type Logs = Readonly<Record<string, readonly number[]>>;

function effectsOf(runs: readonly RunResult[]): FrameJson {
  const store: { [path: string]: FakeStore[string] } = {};
  runs.forEach((run) => reportFiles(run).forEach(({ path, text }) => (store[path] = text)));
  return ask(catalogOf(store), { kind: 'knobs', metrics: METRICS })[0];
}

const carriedOut = (plans: readonly RunPlan[]): RunResult[] =>
  plans.map((plan) => simulate({ ...plan, timeSeries: false }));

interface Compared {
  readonly step: string;
  readonly truth: number;
  readonly verdict: string;
  /** Whether the interval of this effect holds the truth, and that of all effects together. */
  readonly inside: boolean;
  readonly together: boolean;
}

/** What a frame says of a step that the truth knows, the truth as a fraction. */
function compared(
  frame: FrameJson,
  dimensions: readonly string[],
  logs: Logs,
  nameOf: (setting: string) => string
): Compared[] {
  const values = (name: string) => column(frame, name);
  return values('dimension').flatMap((dimension, row) => {
    const [from, to] = ['from', 'to'].map((side) => nameOf(String(values(side)[row])));
    if (!dimensions.includes(String(dimension)) || logs[from] === undefined || logs[to] === undefined) {
      return [];
    }
    const at = METRICS.indexOf(String(values('metric')[row]));
    const truth = Math.expm1(logs[to][at] - logs[from][at]);
    const holds = (interval: string): boolean =>
      Number(values(`${interval}_low`)[row]) < truth && truth < Number(values(`${interval}_high`)[row]);
    return [
      {
        step: `${METRICS[at]}: ${from} to ${to}`,
        truth,
        verdict: String(values('verdict')[row]),
        inside: holds('ci'),
        together: holds('all'),
      },
    ];
  });
}

const missed = (found: readonly Compared[], interval: 'inside' | 'together'): string[] =>
  found.filter((one) => !one[interval]).map(({ step }) => step);

/** The endpoint picker with and without its prefix scorer, and the two balancers without one. */
function policyOf(setting: string): string {
  if (setting.includes('prefix-cache-scorer')) {
    return 'prefix-aware';
  }
  return setting.includes('queue-scorer') ? 'least-loaded' : setting.includes('round-robin') ? 'round-robin' : 'random';
}

const ROUTERS = ['scheduler', 'router', 'router, scheduler'];

/** Topologies that differ in the P/D ratio alone are named by it. */
const RATIOS: Readonly<Record<string, string>> = { '2:2': '2P2D TP4', '3:1': '3P1D TP4', '1:3': '1P3D TP4' };
const topologyOf = (setting: string): string => RATIOS[setting] ?? setting;

/**
 * An interval of 95 % misses one time in twenty. The effects of a study share runs, so misses come in groups: over other seeds
 * of the noise a third of the topology studies on 16 GPUs has four of 84 or more, while together all are covered in 98 of 100.
 * So `together` is what has to hold every effect of the demo store; that `inside` keeps its 95 % is shown below.
 */
describe('knobs on the routing study of the demo store', () => {
  const found = compared(effectsOf(carriedOut(routingPlans(SEED))), ROUTERS, ROUTING.logs, policyOf);

  it('has all true effects inside the intervals that hold together', () => {
    // Six pairs of four policies.
    expect(found).toHaveLength(6 * METRICS.length);
    expect(missed(found, 'together')).toEqual([]);
  });

  it('finds the best policy better than all others, and calls none of the others so', () => {
    found
      .filter(({ step }) => step.includes(`${ROUTING.best} to `))
      .forEach(({ step, verdict }) => expect([step, verdict]).toEqual([step, 'regression']));
  });
});

describe('knobs on the topology study of the demo store', () => {
  const found = compared(effectsOf(carriedOut(sweepPlans(SEED))), ['topology', 'pd_ratio'], SWEEP.logs, topologyOf);

  it('has all true effects inside the intervals that hold together', () => {
    // 28 pairs of eight topologies on 16 GPUs, ten pairs of five on 8.
    expect(found).toHaveLength((28 + 10) * METRICS.length);
    expect(missed(found, 'together')).toEqual([]);
  });

  it('never calls an effect the wrong way round', () => {
    const direction = (step: string): number => (step.startsWith('output') ? 1 : -1);
    found
      .filter(({ verdict }) => verdict === 'regression' || verdict === 'improvement')
      .forEach(({ step, truth, verdict }) =>
        expect([step, truth * direction(step) > 0]).toEqual([step, verdict === 'improvement'])
      );
  });
});

/** Mean over the load levels of the log of each metric, as the truth of the demo store is made. */
function logsOf({ stages }: RunResult): number[] {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [
    mean(stages.map(({ measured }) => Math.log(throughput(measured)?.output ?? NaN))),
    mean(stages.map(({ measured }) => Math.log(mean(measured.samples.ttft.values)))),
    mean(stages.map(({ measured }) => Math.log(mean(measured.samples.tpot.values)))),
  ];
}

/** Shares of effects inside their intervals, and of studies with all effects inside, over many seeds of the noise. */
function coverage(
  studies: number,
  plansOf: (seed: string) => readonly RunPlan[],
  nameOf: (plan: RunPlan) => string,
  read: (frame: FrameJson, logs: Logs) => Compared[]
): { readonly each: number; readonly together: number } {
  const runs = Array.from({ length: studies }, (_, study) => carriedOut(plansOf(`coverage-${study}`)));
  const byName = new Map<string, number[][]>();
  runs.flat().forEach((run) => byName.set(nameOf(run.plan), [...(byName.get(nameOf(run.plan)) ?? []), logsOf(run)]));
  // The truth is the mean over all studies: a study knows it ten times less well than all of them together, or worse.
  const logs: Logs = Object.fromEntries(
    Array.from(byName, ([name, all]) => [
      name,
      METRICS.map((_, at) => all.reduce((sum, own) => sum + own[at], 0) / all.length),
    ])
  );
  const found = runs.map((own) => read(effectsOf(own), logs));
  const effects = found.flat();
  return {
    each: effects.filter(({ inside }) => inside).length / effects.length,
    together: found.filter((own) => own.length > 0 && missed(own, 'together').length === 0).length / studies,
  };
}

/** Few requests and two load levels, so that many studies are carried out in seconds. */
const short = (plans: readonly RunPlan[], levels: readonly number[], requests: number): RunPlan[] =>
  plans.map((plan) => ({ ...plan, stages: levels.map((level) => ({ ...plan.stages[level], requests })) }));

describe('intervals of knobs over many seeds of the noise', () => {
  // Of 40 studies or more 0.88 is the least share that 95 % shows by chance, two standard errors below it.
  it('cover 93 to 98 % of the true effects each, and all of a study together, for routing', () => {
    const { each, together } = coverage(
      60,
      (seed) => short(routingPlans(seed), [0, 2], 60),
      ({ setup }) => setup.policy,
      (frame, logs) => compared(frame, ROUTERS, logs, policyOf)
    );
    expect(each).toBeGreaterThan(0.93);
    expect(each).toBeLessThan(0.98);
    expect(together).toBeGreaterThan(0.88);
  });

  it('cover as much for topologies', () => {
    const names: Readonly<Record<string, string>> = {
      '8gpu-4xtp2': '4 x TP2',
      '8gpu-2xtp4': '2 x TP4',
      '8gpu-1xtp8': '1 x TP8',
      '8gpu-1p-tp4-1d-tp4': '1P1D TP4',
      '8gpu-2p-tp2-1d-tp4': '2P-TP2 1D-TP4',
    };
    const { each, together } = coverage(
      60,
      (seed) =>
        short(
          sweepPlans(seed).filter(({ treatment }) => treatment.startsWith('8gpu-')),
          [1, 2],
          24
        ),
      ({ treatment }) => names[treatment.replace(/-r\d+$/, '')],
      (frame, logs) => compared(frame, ['topology'], logs, topologyOf)
    );
    expect(each).toBeGreaterThan(0.93);
    expect(each).toBeLessThan(0.98);
    expect(together).toBeGreaterThan(0.88);
  });
});
