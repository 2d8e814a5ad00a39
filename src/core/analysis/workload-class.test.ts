import { workloadClass } from './workload-class';

// Edges as Prism draws them: ratio beyond 1.25, 2, 10 and 32; lengths below 160, 384, 768, 1536, … 98304.
describe('the class of a workload', () => {
  it.each<[number, number, string | null]>([
    [9999, 1000, 'clearly prefill-heavy, ~8k in, ~1k out'],
    [10001, 1000, 'strongly prefill-heavy, ~8k in, ~1k out'],
    [1000, 1000, 'balanced, ~1k in, ~1k out'],
    [1250, 1000, 'balanced, ~1k in, ~1k out'],
    [1000, 1300, 'slightly decode-heavy, ~1k in, ~1k out'],
    [1000, 8000, 'clearly decode-heavy, ~1k in, ~8k out'],
    [33000, 1000, 'extremely prefill-heavy, ~32k in, ~1k out'],
    [159, 160, 'balanced, ~128 in, ~256 out'],
    [383, 384, 'balanced, ~256 in, ~512 out'],
    [98303, 98304, 'balanced, ~64k in, ~128k out'],
    [1e9, 4, 'prefill only, ~128k in, ~128 out'],
    [4, 500, 'decode only, ~128 in, ~512 out'],
    [0, 500, null],
    [NaN, 500, null],
    [500, NaN, null],
  ])('%d in, %d out: %s', (isl, osl, expected) => expect(workloadClass(isl, osl)).toBe(expected));
});
