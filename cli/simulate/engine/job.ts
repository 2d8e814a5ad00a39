/** A request on its way, filled in as it is served. Times are seconds since the start of the run. */
export interface Job {
  readonly index: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Shared prefix that the prompt starts with, -1 for none. */
  readonly group: number;
  /** When the load generator sends it. */
  arrival: number;
  /** Prompt tokens still to be computed on the instance that has it. */
  promptLeft: number;
  /** Prompt tokens found in a prefix cache. */
  cachedTokens: number;
  /** Seconds that its KV cache travelled; 0 in aggregated serving. */
  transferSeconds: number;
  /** Instance that generates its tokens, -1 before. */
  instance: number;
  /** Steps of that instance that gave its first and last token, -1 before. */
  firstStep: number;
  lastStep: number;
  firstToken: number;
  end: number;
  status: 'open' | 'done' | 'failed';
}

export function job(index: number, inputTokens: number, outputTokens: number, group: number): Job {
  return {
    index,
    inputTokens,
    outputTokens,
    group,
    arrival: NaN,
    promptLeft: inputTokens,
    cachedTokens: 0,
    transferSeconds: 0,
    instance: -1,
    firstStep: -1,
    lastStep: -1,
    firstToken: NaN,
    end: NaN,
    status: 'open',
  };
}
