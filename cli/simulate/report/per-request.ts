import type { Job } from '../engine/job';
import type { Instance } from '../engine/instance';
import type { StageResult } from '../run';
import type { JsonObject } from './json';

/** Times are written to a tenth of a millisecond. */
const fine = (seconds: number): number => Math.round(seconds * 1e4) / 1e4;

/** When each token came, seconds since the start of the run. */
export function tokenTimes(job: Job, instances: readonly Instance[], offset: number): number[] {
  if (job.status !== 'done') {
    return [];
  }
  return instances[job.instance].stepEnds.slice(job.firstStep, job.lastStep + 1).map((end) => fine(offset + end));
}

function requestRow(job: Job, instances: readonly Instance[], offset: number, stage: number): JsonObject {
  const done = job.status === 'done';
  return {
    start_time: fine(offset + job.arrival),
    end_time: fine(offset + job.end),
    info: {
      request_metrics: { text: { input_tokens: job.inputTokens }, image: null, video: null, audio: null },
      response_metrics: done
        ? {
            output_tokens: job.outputTokens,
            server_usage: {
              prompt_tokens: job.inputTokens,
              completion_tokens: job.outputTokens,
              prompt_tokens_details: { cached_tokens: job.cachedTokens },
            },
            output_token_times: tokenTimes(job, instances, offset),
          }
        : null,
      lora_adapter: null,
      labels: { stage: String(stage) },
      input_tokens: job.inputTokens,
    },
    error: done ? null : { error_type: 'TimeoutError', error_msg: 'upstream request timeout' },
  };
}

/** `per_request_lifecycle_metrics.json` of a run, one request a line, without what the tool can be told to leave out: texts and chunks. */
export function perRequest(stages: readonly StageResult[]): string {
  const lines = stages.flatMap(({ served, offset }, stage) =>
    served.jobs.map((job) => JSON.stringify(requestRow(job, served.instances, offset, stage)))
  );
  return `[\n${lines.join(',\n')}\n]\n`;
}
