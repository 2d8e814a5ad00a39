import { performance } from 'node:perf_hooks';

/** One line of the table. `met` is null where there is no goal. */
export interface Line {
  readonly what: string;
  readonly figure: string;
  readonly goal: string;
  readonly met: boolean | null;
}

export function collect(): void {
  globalThis.gc?.();
}

/** ms that a call takes. */
export function timed<T>(run: () => T): { readonly ms: number; readonly result: T } {
  const start = performance.now();
  const result = run();
  return { ms: performance.now() - start, result };
}

export async function timedAsync(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** The value below which a share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

/** ms of `times` calls after some that warm the engine up. */
export function repeated(times: number, run: () => unknown, warm = Math.ceil(times / 4)): number[] {
  for (let index = 0; index < warm; index++) {
    run();
  }
  return Array.from({ length: times }, () => timed(run).ms);
}

/** Bytes in use, on the heap and in buffers, after everything that can go has gone. */
export function bytesInUse(): number {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

export const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

export function table(lines: readonly Line[]): string {
  const rows = [
    ['', 'figure', 'goal', ''],
    ...lines.map(({ what, figure, goal, met }) => [what, figure, goal, met === null ? '' : met ? 'PASS' : 'MISS']),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
        .join('  ')
        .trimEnd()
    )
    .join('\n');
}
