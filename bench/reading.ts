import { readFileSync } from 'node:fs';
import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FilesPort } from '../cli/ports/files';
import { performInNode } from '../cli/ports/perform';
import { scan } from '../src/core/engine';
import { EMPTY_CATALOG, unify, type Catalog } from '../src/core/model/catalog';
import { parseConfig } from '../src/core/model/config';
import { DEFAULT_LIMITS } from '../src/core/model/request';
import { drive } from '../src/host/drive';
import { collect, ms, quantile, timed, timedAsync, type Line } from './measure';
import { benchmarkReport, serveResult } from './reports';

const ROUNDS = 15;
const CONCURRENCY = 16;

function scanDirectory(root: string, previous: Catalog = EMPTY_CATALOG): Promise<Catalog> {
  const parsed = parseConfig({ store: { kind: 'http' } });
  if (!parsed.ok) {
    throw new Error('settings');
  }
  const context = { now: Date.now(), range: null, limits: DEFAULT_LIMITS };
  return drive(scan(parsed.value, previous, context), performInNode(new FilesPort(root)), { concurrency: CONCURRENCY });
}

async function write(root: string, files: ReadonlyArray<readonly [string, string]>): Promise<void> {
  for (const [name, text] of files) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
}

/** The same files read at once as many as the driver does, and parsed: what no reader can do without. */
async function readAndParse(files: readonly string[]): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < files.length) {
      JSON.parse(await readFile(files[next++], 'utf8'));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
}

/** Reading reports through driver and scan, against reading and parsing their bytes. */
export async function reading(root: string, count = 2000): Promise<Line[]> {
  const stages = 10;
  const files = Array.from({ length: count }, (_, index): [string, string] => {
    const [run, stage] = [Math.floor(index / stages), index % stages];
    return [`study/run-${run}/benchmark_report_v0.2,_stage_${stage}.json`, benchmarkReport(run, stage)];
  });
  await write(root, files);
  const paths = files.map(([name]) => path.join(root, name));
  const bytes = files.reduce((sum, [, text]) => sum + text.length, 0);
  const [floors, bares, scans]: number[][] = [[], [], []];
  // Nothing is collected in between: that would throw away compiled code with the garbage.
  collect();
  for (let round = -2; round < ROUNDS; round++) {
    const floor = await timedAsync(() => readAndParse(paths));
    const bare = timed(() => paths.forEach((file) => JSON.parse(readFileSync(file, 'utf8')) as unknown)).ms;
    let catalog: Catalog = EMPTY_CATALOG;
    const scanned = await timedAsync(async () => {
      catalog = await scanDirectory(root);
    });
    if (unify(catalog, 'points').rows !== count) {
      throw new Error(`read ${unify(catalog, 'points').rows} points of ${count} reports`);
    }
    if (round >= 0) {
      floors.push(floor);
      bares.push(bare);
      scans.push(scanned);
    }
  }
  const [floor, bare, scanned] = [floors, bares, scans].map((values) => quantile(values, 0.5));
  // Of each round by itself: the machine's speed changes from round to round, and with it both alike.
  const ratios = scans.map((scan, round) => scan / floors[round]);
  const [low, ratio, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share));
  return [
    {
      what: `read and JSON.parse ${count} reports of ${(bytes / count / 1024).toFixed(1)} KB, ${CONCURRENCY} at once`,
      figure: ms(floor),
      goal: '',
      met: null,
    },
    { what: '  the same with readFileSync, one after another', figure: ms(bare), goal: '', met: null },
    { what: `  through driver, readers and scan`, figure: ms(scanned), goal: '', met: null },
    {
      what: `  ratio to the floor, median of ${ROUNDS} rounds (quartiles ${low.toFixed(2)} and ${high.toFixed(2)})`,
      figure: ratio.toFixed(2),
      goal: '<= 1.5',
      met: ratio <= 1.5,
    },
  ];
}

/** A refresh with ten changed files against a scan of the whole store. */
export async function refreshing(root: string, count = 10000): Promise<Line[]> {
  const stages = 10;
  const nameOf = (index: number): string =>
    `study-${index % 7}/run-${Math.floor(index / stages)}/result-${index % stages}.json`;
  await write(
    root,
    Array.from({ length: count }, (_, index): [string, string] => [
      nameOf(index),
      serveResult(Math.floor(index / stages), index % stages),
    ])
  );
  const fulls: number[] = [];
  const refreshes: number[] = [];
  let catalog = EMPTY_CATALOG;
  for (let round = 0; round < 5; round++) {
    fulls.push(await timedAsync(async () => void (catalog = await scanDirectory(root))));
  }
  for (let round = 1; round <= 5; round++) {
    const time = new Date(1767323045000 + round * 1000);
    for (let index = 0; index < 10; index++) {
      const file = path.join(root, nameOf(index * 997));
      await writeFile(file, serveResult(round, index));
      await utimes(file, time, time);
    }
    refreshes.push(await timedAsync(async () => void (catalog = await scanDirectory(root, catalog))));
    if (unify(catalog, 'points').rows !== count) {
      throw new Error(`${unify(catalog, 'points').rows} points after a refresh of ${count}`);
    }
  }
  const [full, refresh] = [quantile(fulls, 0.5), quantile(refreshes, 0.5)];
  return [
    { what: `scan of a store of ${count} objects`, figure: ms(full), goal: '', met: null },
    { what: '  refresh with ten changed files', figure: ms(refresh), goal: '', met: null },
    { what: '  ratio to the scan', figure: (refresh / full).toFixed(2), goal: '<= 0.33', met: refresh / full <= 0.33 },
  ];
}
