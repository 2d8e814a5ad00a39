import type { Slowdown } from './engine/cost';
import type { Load } from './engine/serve';
import type { Setup } from './engine/setup';
import type { Workload } from './engine/workload';

/** Version under test. */
export interface Build {
  /** Position in the series of builds; null outside of one. */
  readonly number: number | null;
  readonly version: string;
  readonly commit: string;
  readonly image: string;
}

export interface Stage {
  readonly load: Load;
  readonly requests: number;
}

/** Limits in seconds under which a request counts as good. */
export interface Slo {
  readonly ttft: number;
  readonly tpot: number;
}

/** One invocation of the load generator: a configuration under one or more load levels. */
export interface RunPlan {
  /** Directory above the runs. */
  readonly experiment: string;
  readonly treatment: string;
  readonly repeat: number;
  readonly description: string;
  readonly setup: Setup;
  readonly workload: Workload;
  readonly stages: readonly Stage[];
  /** Seconds. */
  readonly timeout: number;
  readonly build: Build;
  /** ms since the epoch. */
  readonly startedAt: number;
  readonly slow: Slowdown;
  readonly seed: string;
  /** Runs with equal names send equal requests. */
  readonly requestsSeed: string;
  readonly slo: Slo | null;
  /** Whether the file of single requests and the time series are written. */
  readonly perRequest: boolean;
  readonly timeSeries: boolean;
}

/** Names that appear in every run. They are nobody's products: nothing here may be taken for a measurement of one. */
export const MODEL = 'synthetic/Sim-70B';
export const ACCELERATOR = 'H100';
export const ENGINE = 'sim-engine';
export const TOOL_VERSION = '0.5.0';
