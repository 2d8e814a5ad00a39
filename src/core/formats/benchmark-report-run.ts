import type { Dimensions, Issue } from '../model/record';
import { parseDuration, parseInstant } from '../model/time';
import { at, list, text } from './fields';
import type { ReadContext } from './format';
import { timeWithoutZone } from './local-time';

/** Tail of an experiment id of llm-d-benchmark; a description of that shape is the id, not a text. */
const EXPERIMENT_ID = /-\d{10,}-[a-z0-9]+$/;

/** Whether the run says of itself that it was simulated. */
function isSynthetic(run: unknown): boolean {
  return (
    list(at(run, 'keywords')).some((keyword) => text(keyword)?.toLowerCase() === 'synthetic') ||
    /^synthetic\b/i.test(text(at(run, 'description')) ?? '')
  );
}

/** Start of the year 2000, ms: no LLM was served before. */
const EARLIEST = 946684800000;

/** A time of the run, ms since the epoch; null where it is missing or refused. */
function instant(
  run: unknown,
  key: 'start' | 'end',
  path: string,
  context: ReadContext,
  issues: Issue[]
): number | null {
  const written = text(at(run, 'time', key));
  if (written === null) {
    return null;
  }
  const found = parseInstant(written, context.zoneOffsetMinutes);
  if (found === null) {
    const message = `run.time.${key} is no ISO 8601 time; it is left out.`;
    issues.push({ severity: 'warning', rule: 'malformed-time', path, message });
    return null;
  }
  if (found.zoneless) {
    issues.push(timeWithoutZone(path, `run.time.${key}`));
  }
  if (found.ms < EARLIEST) {
    const message = `run.time.${key} lies before the year 2000: a clock that counts from the start of the tool. It is left out.`;
    issues.push({ severity: 'info', rule: 'implausible-time', path, message });
    return null;
  }
  return found.ms;
}

/** Who ran it, where and when. */
export function runDimensions(
  run: unknown,
  path: string,
  context: ReadContext
): { dimensions: Dimensions; issues: Issue[] } {
  const issues: Issue[] = [];
  const description = text(at(run, 'description'));
  const user = text(at(run, 'user'));
  const isId = description !== null && EXPERIMENT_ID.test(description);
  return {
    issues,
    dimensions: {
      run: isId ? description : null,
      description: isId ? null : description,
      started_at: instant(run, 'start', path, context, issues),
      ended_at: instant(run, 'end', path, context, issues),
      cluster: text(at(run, 'cid')),
      namespace: user !== null && user.startsWith('namespace=') ? user.slice('namespace='.length) : null,
      synthetic: isSynthetic(run) ? 'true' : null,
    },
  };
}

/**
 * The measured window. Reports of inference-perf carry the length of the whole run, all stages together, where start and end
 * are as far apart; that is not the window of one stage.
 */
export function windowSeconds(run: unknown, tool: string | null, dimensions: Dimensions): number | null {
  const written = text(at(run, 'time', 'duration'));
  const seconds = written === null ? null : parseDuration(written);
  const { started_at: start, ended_at: end } = dimensions;
  const whole =
    typeof start === 'number' &&
    typeof end === 'number' &&
    seconds !== null &&
    Math.abs((end - start) / 1000 - seconds) < 1;
  return (tool === 'inference-perf' && whole) || seconds === null || seconds < 0 ? null : seconds;
}
