import type { EventQueue } from '../event-queue';
import type { Random } from '../random';
import { kvCapacityTokens, stepSeconds, type Slowdown } from './cost';
import { gauges, observe } from './gauges';
import type { Job } from './job';
import { PrefixCache } from './prefix-cache';
import type { Pool } from './setup';

/** Share of the KV cache that finished prompts may keep for others with the same prefix. */
const PREFIX_SHARE = 0.3;

/** Half the width of the spread of step times around their mean. */
const STEP_JITTER = 0.04;

interface Surroundings {
  readonly events: EventQueue;
  readonly random: Random;
  readonly slow: Slowdown;
  /** Length of a shared prefix, 0 where prompts share none. */
  readonly prefixLength: number;
  onPrefilled(job: Job, now: number): void;
  onDone(job: Job, now: number): void;
}

/**
 * One engine that works in steps, as continuous batching with chunked prefill does: each step gives one token to every
 * running sequence and spends what is left of its token budget on prompts, in order of arrival. Room in the KV cache is
 * reserved for a whole sequence when it is admitted, so nothing is preempted.
 */
export class Instance {
  readonly capacity: number;
  readonly cache: PrefixCache;
  readonly gauges = gauges();
  /** When each step ended. */
  readonly stepEnds: number[] = [];
  running = 0;
  reserved = 0;
  private waiting: Job[] = [];
  private prompts: Job[] = [];
  private contextTokens = 0;
  private readonly finishing = new Map<number, Job[]>();
  private busy = false;

  constructor(
    readonly id: number,
    readonly pool: Pool,
    private readonly around: Surroundings
  ) {
    this.capacity = kvCapacityTokens(pool.tp);
    const prefixes = around.prefixLength === 0 ? 0 : Math.floor((PREFIX_SHARE * this.capacity) / around.prefixLength);
    this.cache = new PrefixCache(prefixes);
  }

  get queued(): number {
    return this.waiting.length;
  }

  /** Requests that are here in any state. */
  get load(): number {
    return this.waiting.length + this.prompts.length + this.running;
  }

  get kvUsage(): number {
    const share = this.capacity === 0 ? 1 : this.reserved / this.capacity;
    return share > 1 ? 1 : share;
  }

  enqueue(job: Job, now: number): void {
    if (job.group >= 0 && this.around.prefixLength > 0 && this.pool.role !== 'decode' && this.cache.use(job.group)) {
      job.cachedTokens = this.around.prefixLength;
      job.promptLeft = job.inputTokens - this.around.prefixLength;
    }
    this.waiting.push(job);
    this.start(now);
  }

  /** Gives back the room of a sequence that leaves a prefill instance once its KV cache has been moved. */
  release(job: Job, now: number): void {
    this.reserved -= this.roomOf(job);
    this.start(now);
  }

  /** Takes out a request that the client gave up. */
  abort(job: Job): void {
    if (this.waiting.includes(job)) {
      this.waiting = this.waiting.filter((other) => other !== job);
    } else if (this.prompts.includes(job)) {
      this.prompts = this.prompts.filter((other) => other !== job);
      this.reserved -= this.roomOf(job);
    } else if (job.firstStep >= 0) {
      this.leave(job, this.stepEnds.length - job.firstStep);
    }
  }

  private roomOf(job: Job): number {
    return this.pool.role === 'prefill' ? job.inputTokens : job.inputTokens + job.outputTokens;
  }

  private leave(job: Job, generated: number): void {
    this.running--;
    this.contextTokens -= job.inputTokens + generated;
    this.reserved -= this.roomOf(job);
  }

  private admit(budget: number): void {
    let left = budget - this.prompts.reduce((sum, job) => sum + job.promptLeft, 0);
    let taken = 0;
    while (taken < this.waiting.length && left > 0) {
      const job = this.waiting[taken];
      const isFull = this.running + this.prompts.length >= this.pool.maxNumSeqs;
      // A sequence that could never fit is let in alone; a real engine would refuse it.
      if (isFull || (this.reserved > 0 && this.reserved + this.roomOf(job) > this.capacity)) {
        break;
      }
      this.reserved += this.roomOf(job);
      this.prompts.push(job);
      left -= Math.max(1, job.promptLeft);
      taken++;
    }
    if (taken > 0) {
      this.waiting = this.waiting.slice(taken);
    }
  }

  private start(now: number): void {
    if (this.busy) {
      return;
    }
    const budget = this.pool.maxNumBatchedTokens - this.running;
    this.admit(budget);
    if (this.running + this.prompts.length === 0) {
      return;
    }
    let left = budget;
    for (const job of this.prompts) {
      const chunk = Math.min(job.promptLeft, left);
      job.promptLeft -= chunk;
      left -= chunk;
    }
    const ready = this.prompts.filter((job) => job.promptLeft === 0);
    const work = {
      promptTokens: budget - left,
      sequences: this.running + ready.length,
      contextTokens: this.contextTokens,
    };
    const jitter = 1 + STEP_JITTER * (2 * this.around.random.uniform() - 1);
    const end = now + stepSeconds(this.pool.tp, work, this.around.slow, this.pool.role === 'decode') * jitter;
    observe(this.gauges, now, end, {
      kv: this.kvUsage,
      running: this.running + this.prompts.length,
      waiting: this.waiting.length,
    });
    this.busy = true;
    this.around.events.plan(end, (at) => this.finish(at, ready));
  }

  private finish(now: number, ready: readonly Job[]): void {
    this.busy = false;
    const step = this.stepEnds.length;
    this.stepEnds.push(now);
    this.contextTokens += this.running;
    (this.finishing.get(step) ?? []).forEach((job) => {
      if (job.status === 'open') {
        this.leave(job, job.outputTokens);
        this.around.onDone(job, now);
      }
    });
    this.finishing.delete(step);
    const left = ready.filter((job) => job.status === 'open');
    if (ready.length > 0) {
      this.prompts = this.prompts.filter((job) => job.promptLeft > 0);
    }
    left.forEach((job) => this.answer(job, step, now));
    this.start(now);
  }

  /** The prompt of a sequence is computed: here comes its first token, or it moves on to a decode instance. */
  private answer(job: Job, step: number, now: number): void {
    if (this.pool.role === 'prefill') {
      this.around.onPrefilled(job, now);
      return;
    }
    job.instance = this.id;
    job.firstStep = step;
    job.lastStep = step + job.outputTokens - 1;
    job.firstToken = now;
    this.running++;
    this.contextTokens += job.inputTokens + 1;
    if (job.outputTokens === 1) {
      this.leave(job, 1);
      this.around.onDone(job, now);
      return;
    }
    this.finishing.set(job.lastStep, [...(this.finishing.get(job.lastStep) ?? []), job]);
  }
}
