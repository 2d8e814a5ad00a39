import { ask, catalogOf, column, type FakeStore } from '../../tests/fake-store';
import type { FrameJson } from '../../src/core/frames/frame';
import type { RunPlan } from './plan';
import { reportFiles } from './report/files';
import { simulate } from './run';
import { routingPlans } from './scenarios/routing';
import { sweepPlans } from './scenarios/sweep';
import { ROUTING, SEED, SWEEP } from './truth';

/** In the order of the logs of the truth. */
const METRICS = ['output_token_throughput', 'ttft_mean', 'tpot_mean'];

type Logs = Readonly<Record<string, readonly number[]>>;

function effectsOf(plans: readonly RunPlan[]): FrameJson {
  const store: { [path: string]: FakeStore[string] } = {};
  plans.forEach((plan) =>
    reportFiles(simulate({ ...plan, timeSeries: false })).forEach(({ path, text }) => (store[path] = text))
  );
  return ask(catalogOf(store), { kind: 'knobs', metrics: METRICS })[0];
}

/** What a frame says of a step that the truth knows, the truth as a fraction. */
function compared(frame: FrameJson, dimensions: readonly string[], logs: Logs, nameOf: (setting: string) => string) {
  const values = (name: string) => column(frame, name);
  return values('dimension').flatMap((dimension, row) => {
    const [from, to] = ['from', 'to'].map((side) => nameOf(String(values(side)[row])));
    if (!dimensions.includes(String(dimension)) || logs[from] === undefined || logs[to] === undefined) {
      return [];
    }
    const at = METRICS.indexOf(String(values('metric')[row]));
    const truth = Math.expm1(logs[to][at] - logs[from][at]);
    const [low, high] = ['ci_low', 'ci_high'].map((bound) => Number(values(bound)[row]));
    const verdict = String(values('verdict')[row]);
    return [
      { step: `${METRICS[at]}: ${from} to ${to}`, truth, low, high, verdict, inside: low < truth && truth < high },
    ];
  });
}

/** A 95 % interval misses one time in twenty: so many of the steps may lie outside, but not those that matter. */
const MISSES = 0.1;

function expectCovered(found: ReturnType<typeof compared>, steps: number): void {
  expect(found).toHaveLength(steps);
  const missed = found.filter(({ inside }) => !inside);
  expect(missed.map(({ step }) => step).length).toBeLessThanOrEqual(MISSES * steps);
}

describe('knobs on the routing study', () => {
  /** The endpoint picker with and without its prefix scorer, and the two balancers without one. */
  const nameOf = (setting: string): string =>
    setting.includes('prefix-cache-scorer')
      ? 'prefix-aware'
      : setting.includes('queue-scorer')
        ? 'least-loaded'
        : setting.includes('round-robin')
          ? 'round-robin'
          : 'random';
  const found = compared(
    effectsOf(routingPlans(SEED)),
    ['scheduler', 'router', 'router, scheduler'],
    ROUTING.logs,
    nameOf
  );

  it('has the true effects inside its intervals', () => {
    // Six pairs of four policies.
    expectCovered(found, 6 * METRICS.length);
    expect(found.filter(({ step, inside }) => step.includes(ROUTING.best) && !inside)).toEqual([]);
  });

  it('finds the best policy better than all others, and calls none of the others so', () => {
    found
      .filter(({ step }) => step.includes(`${ROUTING.best} to `))
      .forEach(({ step, verdict }) => expect([step, verdict]).toEqual([step, 'regression']));
  });
});

describe('knobs on the topology study', () => {
  const found = compared(
    effectsOf(sweepPlans(SEED).filter(({ treatment }) => treatment.startsWith('16gpu-'))),
    ['topology'],
    SWEEP.logs,
    (setting) => setting
  );

  it('has the true effects inside its intervals', () => {
    // 28 pairs of eight topologies, of which three differ in the P/D ratio alone.
    expectCovered(found, 25 * METRICS.length);
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
