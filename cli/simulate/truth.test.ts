import { throughput } from './measure';
import type { RunPlan } from './plan';
import { simulate, type StageResult } from './run';
import { nightlyPlans } from './scenarios/nightly';
import { routingPlans } from './scenarios/routing';
import { sweepPlans } from './scenarios/sweep';
import { sampleStore } from './store';
import { NIGHTLY, ROUTING, SEED, SWEEP } from './truth';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const outputOf = ({ measured }: StageResult): number => throughput(measured)?.output ?? 0;
const first = (plan: RunPlan): StageResult => simulate(plan).stages[0];
const meanTpot = ({ measured }: StageResult): number => mean(measured.samples.tpot.values);
const meanTtft = ({ measured }: StageResult): number => mean(measured.samples.ttft.values);

test('the nightly series carries its regression and nothing else', () => {
  const runs = nightlyPlans(SEED).map(first);
  const isSlow = (index: number): boolean => index + 1 >= NIGHTLY.regressionAt && index + 1 < NIGHTLY.fixedAt;
  const ratio = (pick: (stage: StageResult) => number): number => {
    const values = runs.map(pick);
    return mean(values.filter((_, index) => isSlow(index))) / mean(values.filter((_, index) => !isSlow(index)));
  };
  // Nine runs against fifty-one at 2 %: the ratio is known to 1.4 % with 95 % confidence.
  expect(ratio(meanTpot)).toBeGreaterThan(NIGHTLY.tpotRatio - 0.014);
  expect(ratio(meanTpot)).toBeLessThan(NIGHTLY.tpotRatio + 0.014);
  expect(Math.abs(ratio(meanTtft) - 1)).toBeLessThan(0.014);
  expect(runs).toHaveLength(NIGHTLY.builds);
});

test('nightly runs are a day apart and end on their date, each with a version of its own', () => {
  const plans = nightlyPlans(SEED);
  expect(new Date(plans[plans.length - 1].startedAt).toISOString().slice(0, 10)).toBe('2026-11-20');
  expect(new Set(plans.map(({ build }) => build.version)).size).toBe(NIGHTLY.builds);
  expect(new Set(plans.map(({ build }) => build.commit)).size).toBe(NIGHTLY.builds);
});

test('disaggregation wins and loses where the sweep says', () => {
  const best = (wanted: string): number[] => {
    const runs = sweepPlans(SEED)
      .filter(({ treatment }) => treatment.startsWith(wanted))
      .map((plan) => simulate(plan).stages.map(outputOf));
    return SWEEP.concurrencies.map((_, stage) => mean(runs.map((run) => run[stage])));
  };
  const aggregated = best('16gpu-2xtp8-');
  const disaggregated = best('16gpu-2p-tp4-1d-tp8-');
  const wins = SWEEP.concurrencies.filter((_, index) => disaggregated[index] > aggregated[index]);
  expect(wins).toEqual(SWEEP.disaggregationWins);
});

test('the worst aggregated configuration is far behind and fails past saturation', () => {
  const [plan] = sweepPlans(SEED).filter(({ treatment }) => treatment.startsWith('16gpu-8xtp2-'));
  const { stages } = simulate({ ...plan, stages: [plan.stages[3], plan.stages[5]] });
  expect(outputOf(stages[0])).toBeLessThan(1000);
  expect(stages[1].measured.failed).toBeGreaterThan(100);
});

test('the best routing policy answers first at every rate', () => {
  const plans = routingPlans(SEED).filter(({ repeat }) => repeat === 1);
  const ttft = new Map(
    plans.map((plan) => [
      plan.setup.policy,
      simulate({ ...plan, stages: plan.stages.slice(0, 4) }).stages.map(meanTtft),
    ])
  );
  const best = ttft.get(ROUTING.best) ?? [];
  ROUTING.policies
    .filter((policy) => policy !== ROUTING.best)
    .forEach((policy) =>
      (ttft.get(policy) ?? []).forEach((value, index) => expect(value).toBeGreaterThan(best[index]))
    );
});

test('the sample is small, sorted and listed', () => {
  const files = sampleStore(SEED);
  const index = JSON.parse(files[files.length - 1].text) as { objects: Array<{ path: string; size: number }> };
  const objects = files.slice(0, -1);
  expect(index.objects).toEqual(objects.map(({ path, text }) => ({ path, size: Buffer.byteLength(text) })));
  expect(objects.map(({ path }) => path)).toEqual(objects.map(({ path }) => path).sort());
  expect(files.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(1_500_000);
});
