import { random } from '../random';
import { e2eOf, measure, tpotOf, ttftOf } from '../measure';
import { kvCapacityTokens } from './cost';
import type { Job } from './job';
import { serve, type Experiment, type Load, type Served } from './serve';
import { aggregated, disaggregated, type Setup } from './setup';
import { jobsOf } from './workload';

const LENGTHS = { input: { mean: 1000, std: 100 }, output: { mean: 100, std: 10 } };

function experiment(setup: Setup, load: Load, requests: number, changes: Partial<Experiment> = {}): Experiment {
  return {
    setup,
    load,
    jobs: jobsOf({ ...LENGTHS, prefix: null }, requests, random('requests')),
    prefixLength: 0,
    timeout: 300,
    slow: { prompts: 1, decode: 1 },
    seed: 'test',
    ...changes,
  };
}

const closed = (concurrency: number): Load => ({ kind: 'concurrency', concurrency });
const half = { instances: 1, tp: 4 };
const SETUPS: ReadonlyArray<readonly [string, Setup]> = [
  ['aggregated', aggregated(2, 4)],
  ['disaggregated', disaggregated(half, half)],
];

const tokensOf = ({ jobs, instances }: Served): number =>
  jobs.reduce((sum, job) => sum + instances[job.instance].stepEnds.slice(job.firstStep, job.lastStep + 1).length, 0);
const times = (jobs: readonly Job[]): number[] => jobs.map(({ end }) => end);

describe.each(SETUPS)('%s serving', (_, setup) => {
  test('repeats exactly for one seed and differs for another', () => {
    const once = serve(experiment(setup, closed(16), 64));
    expect(times(serve(experiment(setup, closed(16), 64)).jobs)).toEqual(times(once.jobs));
    expect(times(serve(experiment(setup, closed(16), 64, { seed: 'other' })).jobs)).not.toEqual(times(once.jobs));
  });

  test('loses no request and no token, and gives back all room', () => {
    const served = serve(experiment(setup, closed(16), 64));
    expect(served.jobs.every(({ status }) => status === 'done')).toBe(true);
    expect(tokensOf(served)).toBe(served.jobs.reduce((sum, { outputTokens }) => sum + outputTokens, 0));
    expect(served.instances.map(({ running, reserved, queued }) => [running, reserved, queued])).toEqual(
      served.instances.map(() => [0, 0, 0])
    );
  });

  test('orders the times of a request', () => {
    serve(experiment(setup, closed(16), 64)).jobs.forEach((job) => {
      expect(ttftOf(job)).toBeGreaterThan(0);
      expect(tpotOf(job)).toBeGreaterThan(0);
      expect(e2eOf(job)).toBeCloseTo(ttftOf(job) + tpotOf(job) * (job.outputTokens - 1), 9);
    });
  });

  test("holds Little's law in the steady state of a closed loop", () => {
    const concurrency = 16;
    const { jobs } = serve(experiment(setup, closed(concurrency), 40 * concurrency));
    const ends = times(jobs).sort((a, b) => a - b);
    // From when all clients are busy to when the first has nothing left to send.
    const [from, to] = [ends[4 * concurrency], Math.max(...jobs.map(({ arrival }) => arrival))];
    const inside = jobs.filter(({ end }) => end > from && end <= to);
    const rate = inside.length / (to - from);
    const latency = inside.reduce((sum, job) => sum + e2eOf(job), 0) / inside.length;
    expect(rate * latency).toBeGreaterThan(concurrency * 0.98);
    expect(rate * latency).toBeLessThan(concurrency * 1.02);
  });

  test('counts the gaps of all tokens', () => {
    const served = serve(experiment(setup, closed(16), 64));
    const { samples } = measure(served, closed(16), 0);
    const gaps = served.jobs.reduce((sum, { outputTokens }) => sum + outputTokens - 1, 0);
    expect(samples.itl.weights.reduce((sum, weight) => sum + weight, 0)).toBe(gaps);
  });

  test('ends requests at the patience of the client', () => {
    const timeout = 8;
    const served = serve(experiment(setup, closed(256), 512, { timeout }));
    const failed = served.jobs.filter(({ status }) => status === 'failed');
    expect(failed.length).toBeGreaterThan(0);
    failed.forEach((job) => expect(e2eOf(job)).toBeCloseTo(timeout, 9));
    served.jobs
      .filter(({ status }) => status === 'done')
      .forEach((job) => expect(e2eOf(job)).toBeLessThanOrEqual(timeout));
    const { total, success } = measure(served, closed(256), 0);
    expect(total).toBe(512);
    expect(success).toBe(512 - failed.length);
  });
});

test('prompts of others stall tokens in aggregated serving alone', () => {
  const tail = (setup: Setup): number => {
    const { samples } = measure(serve(experiment(setup, closed(32), 256)), closed(32), 0);
    const gaps = samples.itl.values.flatMap((value, index) =>
      Array.from({ length: samples.itl.weights[index] }, () => value)
    );
    gaps.sort((a, b) => a - b);
    return gaps[Math.floor(gaps.length * 0.99)] / gaps[Math.floor(gaps.length * 0.5)];
  };
  expect(tail(SETUPS[0][1])).toBeGreaterThan(2);
  expect(tail(SETUPS[1][1])).toBeLessThan(1.5);
});

test('a Poisson process keeps its rate', () => {
  const { jobs } = serve(experiment(aggregated(2, 4), { kind: 'rate', rate: 5 }, 1000));
  const last = Math.max(...jobs.map(({ arrival }) => arrival));
  expect(jobs.length / last).toBeGreaterThan(4.6);
  expect(jobs.length / last).toBeLessThan(5.4);
});

test('a router that knows prefixes finds more of them', () => {
  const share = (policy: 'random' | 'prefix-aware'): number => {
    const workload = {
      input: { mean: 4500, std: 50 },
      output: { mean: 50, std: 5 },
      prefix: { length: 4000, groups: 80 },
    };
    const jobs = jobsOf(workload, 800, random('prefixes'));
    const setup = aggregated(4, 4, policy);
    serve(experiment(setup, { kind: 'rate', rate: 6 }, 0, { jobs, prefixLength: 4000 }));
    return jobs.filter(({ cachedTokens }) => cachedTokens > 0).length / jobs.length;
  };
  expect(share('prefix-aware')).toBeGreaterThan(share('random') + 0.2);
});

test('memory that the weights fill leaves no room for sequences', () => {
  expect(kvCapacityTokens(1)).toBe(0);
  expect(kvCapacityTokens(2)).toBeLessThan(30_000);
  expect(kvCapacityTokens(8)).toBeGreaterThan(2 * kvCapacityTokens(4));
});
