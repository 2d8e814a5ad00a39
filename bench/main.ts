import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { answering, opening } from './answering';
import { catalogOf } from './catalog';
import { deciding } from './deciding';
import { embedded } from './embedded';
import { formats } from './formats';
import { table, type Line } from './measure';
import { reading, refreshing } from './reading';

/** Every figure in one run: node --expose-gc build/bench.mjs [reading|formats|refreshing|answering|opening|deciding|embedded ...] */

const POINTS = 100000;

async function inTemporary(run: (root: string) => Promise<Line[]>): Promise<Line[]> {
  const root = await mkdtemp(path.join(tmpdir(), 'prism-bench-'));
  try {
    await mkdir(path.join(root, 'store'));
    return await run(path.join(root, 'store'));
  } finally {
    await rm(root, { recursive: true });
  }
}

async function main(names: readonly string[]): Promise<void> {
  if (globalThis.gc === undefined) {
    throw new Error('run with node --expose-gc');
  }
  const wanted = (name: string): boolean => names.length === 0 || names.includes(name);
  const lines: Line[] = [];
  if (wanted('reading')) {
    lines.push(...(await inTemporary((root) => reading(root))));
  }
  if (wanted('formats')) {
    lines.push(...formats());
  }
  if (wanted('answering') || wanted('opening')) {
    const catalog = catalogOf(POINTS);
    lines.push(
      ...(wanted('answering') ? answering(catalog, POINTS) : []),
      ...(wanted('opening') ? opening(catalog, POINTS) : [])
    );
  }
  if (wanted('deciding')) {
    lines.push(...deciding());
  }
  if (wanted('refreshing')) {
    lines.push(...(await inTemporary((root) => refreshing(root))));
  }
  if (wanted('embedded')) {
    lines.push(...(await embedded()));
  }
  console.log(table(lines));
  const missed = lines.filter(({ met }) => met === false).length;
  console.log(
    `\n${missed === 0 ? 'Every goal is met.' : `${missed} ${missed === 1 ? 'goal is' : 'goals are'} missed.`}`
  );
}

await main(process.argv.slice(2));
