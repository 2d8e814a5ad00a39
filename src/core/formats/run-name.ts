import { stem } from './file-name';

/** File names that a tool gives by itself: they tell nothing about the run. */
const BY_DEFAULT = /^(benchmarks?|results?|report|output|profile_export(_(llm_)?(aiperf|genai_perf))?|perf)$/i;

/**
 * The name of a run whose file was named by somebody, numbered from the second document on; undefined for a default name,
 * so that the directory names the run.
 */
export function runName(path: string, document = 0): string | undefined {
  const name = stem(path);
  if (BY_DEFAULT.test(name)) {
    return undefined;
  }
  return document === 0 ? name : `${name} #${document}`;
}
