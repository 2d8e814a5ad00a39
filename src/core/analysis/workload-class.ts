/** Prompt tokens a generated token beyond which a workload leans to prefill, by degree (llm-d Prism, getRatioType). */
const DEGREES: ReadonlyArray<readonly [ratio: number, word: string]> = [
  [32, 'extremely'],
  [10, 'strongly'],
  [2, 'clearly'],
  [1.25, 'slightly'],
];

/** Below this many tokens a side of the workload does not count (same source). */
const NEXT_TO_NOTHING = 5;

function leaning(ratio: number, to: string): string | null {
  const degree = DEGREES.find(([least]) => ratio > least);
  return degree === undefined ? null : `${degree[1]} ${to}-heavy`;
}

/** Round lengths up to 128k, each for everything up to one and a half times itself (Prism's getBucket; its 128 ends at 160). */
function bucket(tokens: number): string {
  let round = tokens < 160 ? 128 : 256;
  while (tokens >= 1.5 * round && round < 131072) {
    round *= 2;
  }
  return round < 1024 ? String(round) : `${round / 1024}k`;
}

/**
 * The class of a workload by its mean prompt and output lengths in tokens: which side it leans to, and roughly how long both
 * are, `clearly prefill-heavy, ~8k in, ~1k out`. Null where a length is unknown.
 */
export function workloadClass(isl: number, osl: number): string | null {
  if (!(isl > 0) || !(osl > 0)) {
    return null;
  }
  const lengths = `~${bucket(isl)} in, ~${bucket(osl)} out`;
  if (osl < NEXT_TO_NOTHING) {
    return `prefill only, ${lengths}`;
  }
  if (isl < NEXT_TO_NOTHING) {
    return `decode only, ${lengths}`;
  }
  return `${leaning(isl / osl, 'prefill') ?? leaning(osl / isl, 'decode') ?? 'balanced'}, ${lengths}`;
}
