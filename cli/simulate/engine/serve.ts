import { EventQueue } from '../event-queue';
import { random } from '../random';
import { transferSeconds, type Slowdown } from './cost';
import { Instance } from './instance';
import type { Job } from './job';
import { router } from './router';
import type { Pool, Setup } from './setup';

/** When requests are sent: a fixed number in flight, or a Poisson process of `rate` a second. */
export type Load =
  { readonly kind: 'concurrency'; readonly concurrency: number } | { readonly kind: 'rate'; readonly rate: number };

/** Seconds from the client to the router and from there to an engine, tokenising included. */
const NETWORK_SECONDS = 0.018;

/** Clients of a closed loop start this many seconds apart, so that the first prompts are no burst that no later load resembles. */
const START_SECONDS = 0.3;

export interface Experiment {
  readonly setup: Setup;
  readonly load: Load;
  /** Filled in while serving. */
  readonly jobs: readonly Job[];
  readonly prefixLength: number;
  /** Seconds after which a client gives up. */
  readonly timeout: number;
  readonly slow: Slowdown;
  readonly seed: string;
}

export interface Served {
  readonly jobs: readonly Job[];
  readonly instances: readonly Instance[];
}

/** Serves all requests of an experiment, each to its last token or to the client's patience. Fills in `jobs`. */
export function serve(experiment: Experiment): Served {
  const { setup, load, jobs, timeout, seed } = experiment;
  const events = new EventQueue();
  const arrivals = random(`${seed}/arrivals`);
  const choose = router(setup.policy, random(`${seed}/router`));
  // A decode instance is chosen by its load alone: prefixes lie where prompts are computed.
  const chooseDecode = router('least-loaded', random(`${seed}/decode-router`));
  const instances: Instance[] = [];
  const places = new Map<Job, Instance>();
  let next = 0;
  let settled = 0;

  const send = (now: number): void => {
    if (next >= jobs.length) {
      return;
    }
    const job = jobs[next++];
    job.arrival = now;
    events.plan(now + NETWORK_SECONDS * (0.8 + 0.4 * arrivals.uniform()), (at) => place(job, front, choose, at));
    events.plan(now + timeout, (at) => giveUp(job, at));
    if (load.kind === 'rate') {
      events.plan(now + arrivals.exponential(1 / load.rate), send);
    }
  };
  const settle = (job: Job, now: number, status: 'done' | 'failed'): void => {
    job.status = status;
    job.end = now;
    settled++;
    places.delete(job);
    if (load.kind === 'concurrency') {
      send(now);
    }
  };
  const place = (job: Job, among: readonly Instance[], by: typeof choose, now: number): void => {
    if (job.status === 'open') {
      const instance = by(among, job);
      places.set(job, instance);
      instance.enqueue(job, now);
    }
  };
  const giveUp = (job: Job, now: number): void => {
    if (job.status === 'open') {
      places.get(job)?.abort(job);
      settle(job, now, 'failed');
    }
  };
  const move = (job: Job, now: number): void => {
    const from = places.get(job) as Instance;
    // Until the transfer ends nothing but the room on the prefill side belongs to the request.
    places.delete(job);
    const tp = Math.min(...setup.pools.map((pool) => pool.tp));
    job.transferSeconds = transferSeconds(job.inputTokens, tp);
    events.plan(now + job.transferSeconds, (at) => {
      place(job, back, chooseDecode, at);
      from.release(job, at);
    });
  };

  const build = (pool: Pool): Instance[] =>
    Array.from({ length: pool.instances }, () => {
      const id = instances.length;
      const instance = new Instance(id, pool, {
        events,
        random: random(`${seed}/instance/${id}`),
        slow: experiment.slow,
        prefixLength: experiment.prefixLength,
        onPrefilled: move,
        onDone: (job, now) => settle(job, now, 'done'),
      });
      instances.push(instance);
      return instance;
    });
  const front = build(setup.pools[0]);
  const back = setup.pools.length > 1 ? build(setup.pools[1]) : [];
  const clients = load.kind === 'concurrency' ? Math.min(load.concurrency, jobs.length) : 1;
  for (let client = 0; client < clients; client++) {
    events.plan(client * START_SECONDS, send);
  }
  events.run(() => settled === jobs.length);
  return { jobs, instances };
}
