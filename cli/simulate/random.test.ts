import { hexOf, random } from './random';

function draw(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next);
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

test('equal names give equal streams, different names others', () => {
  const first = draw(20, random('a/1').uniform);
  expect(draw(20, random('a/1').uniform)).toEqual(first);
  expect(draw(20, random('a/2').uniform)).not.toEqual(first);
});

test('distributions have the moments they promise', () => {
  const { normal, exponential, logNormal, uniform } = random('moments');
  const normals = draw(20000, normal);
  expect(Math.abs(mean(normals))).toBeLessThan(0.03);
  expect(mean(normals.map((value) => value * value))).toBeCloseTo(1, 1);
  expect(mean(draw(20000, () => exponential(3)))).toBeCloseTo(3, 0);
  const noisy = draw(20000, () => logNormal(0.02));
  expect(mean(noisy)).toBeCloseTo(1, 3);
  expect(Math.sqrt(mean(noisy.map((value) => (value - 1) ** 2)))).toBeCloseTo(0.02, 3);
  expect(draw(1000, uniform).every((value) => value >= 0 && value < 1)).toBe(true);
});

test('ids are hexadecimal and of the length asked for', () => {
  expect(hexOf('build 1', 12)).toMatch(/^[0-9a-f]{12}$/);
  expect(hexOf('build 1', 12)).not.toBe(hexOf('build 2', 12));
});
