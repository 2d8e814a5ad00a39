/**
 * What an engine step costs: a roofline of a dense model with 70 billion parameters in 16 bits on accelerators with 80 GB at
 * 3.35 TB/s and 989 TFLOP/s, at the efficiencies that serving reaches. Seconds, bytes, tokens.
 */

/** 70e9 parameters of two bytes. */
const WEIGHT_BYTES = 140e9;

/** Two (key and value) x 80 layers x 8 key-value heads x 128 x two bytes. */
export const KV_BYTES_PER_TOKEN = 327_680;

/** Memory of one accelerator that an engine may use, after activations and communication buffers. */
const USABLE_BYTES_PER_GPU = 0.95 * 80e9 - 1.5e9;

/** Bandwidth of one accelerator's memory as decode steps reach it. */
const MEMORY_BANDWIDTH = 2.0e12;

/** Prompt tokens a second of one accelerator without communication: 0.54 of the peak at 2 FLOP a parameter and token. */
const PREFILL_RATE = 3640;

/** Share that is left of the ideal speed-up when a model is cut into `tp` parts: all-reduces take the rest. */
const TENSOR_EFFICIENCY: Readonly<Record<number, number>> = { 1: 1, 2: 0.95, 4: 0.88, 8: 0.74 };

/** How much of the shorter of compute and memory time the longer does not hide. */
const UNHIDDEN = 0.5;

/** Launching a step, sampling and answering. Steps that hold prompts run without full graphs. */
const STEP_OVERHEAD = { prompts: 0.0045, decode: 0.0015 } as const;

/** Sampling and detokenising of one sequence. */
const SEQUENCE_SECONDS = 60e-6;

/** All-reduces of one step over the accelerators of an instance. */
const ALL_REDUCE_SECONDS = 0.00025;

export interface StepWork {
  readonly promptTokens: number;
  /** Sequences that get a token. */
  readonly sequences: number;
  /** Tokens in the KV cache of these sequences. */
  readonly contextTokens: number;
}

/** Factors on the ideal cost: noise of a run, and what a build made slower. */
export interface Slowdown {
  readonly prompts: number;
  readonly decode: number;
}

export function tensorEfficiency(tp: number): number {
  return TENSOR_EFFICIENCY[tp] ?? 0.6;
}

/** Tokens whose keys and values an instance can hold; 0 where the weights leave no room. */
export function kvCapacityTokens(tp: number): number {
  return Math.max(0, Math.floor((tp * USABLE_BYTES_PER_GPU - WEIGHT_BYTES) / KV_BYTES_PER_TOKEN));
}

/**
 * Seconds of one step. `graphs`: the instance never takes prompts, so its steps replay a full graph; others pay the larger
 * overhead.
 */
export function stepSeconds(tp: number, work: StepWork, slow: Slowdown, graphs: boolean): number {
  const memory = ((WEIGHT_BYTES + work.contextTokens * KV_BYTES_PER_TOKEN) / (tp * MEMORY_BANDWIDTH)) * slow.decode;
  const compute =
    (work.promptTokens / (PREFILL_RATE * tp * tensorEfficiency(tp))) * slow.prompts +
    work.sequences * SEQUENCE_SECONDS * slow.decode;
  const overhead = (graphs ? STEP_OVERHEAD.decode : STEP_OVERHEAD.prompts) + ALL_REDUCE_SECONDS * tp;
  const [longer, shorter] = memory > compute ? [memory, compute] : [compute, memory];
  return longer + UNHIDDEN * shorter + overhead * slow.decode;
}

/** Latency of starting a transfer between two instances. */
const TRANSFER_LATENCY = 0.008;

/** Bytes a second that one accelerator of the narrower side moves over the network. */
const TRANSFER_BANDWIDTH = 12e9;

/** Seconds to move the KV cache of a prompt from a prefill to a decode instance. */
export function transferSeconds(tokens: number, tp: number): number {
  return TRANSFER_LATENCY + (tokens * KV_BYTES_PER_TOKEN) / (tp * TRANSFER_BANDWIDTH);
}
