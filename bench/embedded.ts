import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { catalogFiles } from '../src/core/index-files';
import { openData } from '../src/core/query/data';
import { ask, QUERIES } from './answering';
import { catalogOf } from './catalog';
import { ms, quantile, repeated, type Line } from './measure';

const run = promisify(execFile);

/** What the Go program prints: milliseconds and bytes. */
interface Figures {
  readonly start: number;
  readonly idle: number;
  readonly open: number;
  readonly quantiles: ReadonlyArray<{ readonly first: number; readonly p50: number; readonly p95: number }>;
}

const SIZES = [1000, 10000, 100000];
/** The size at which the server has to answer within the goal. */
const GOAL_POINTS = 10000;
const GOAL_MS = 100;

const megabytes = (bytes: number): string => `${(bytes / 1048576).toFixed(1)} MB`;

async function hasGo(): Promise<boolean> {
  try {
    await run('go', ['version']);
    return true;
  } catch {
    return false;
  }
}

async function writeCatalog(points: number, directory: string): Promise<void> {
  const { manifest, files } = catalogFiles(catalogOf(points), new Map());
  for (const { path: name, bytes } of files) {
    await mkdir(path.dirname(path.join(directory, name)), { recursive: true });
    await writeFile(path.join(directory, name), bytes);
  }
  await writeFile(path.join(directory, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(path.join(directory, 'queries.json'), JSON.stringify(QUERIES.map(([, query]) => query)));
}

/** p50 in ms of each query in V8, frames written as JSON as the server does. */
function inV8(points: number): number[] {
  const catalog = catalogOf(points);
  const data = openData(catalog);
  return QUERIES.map(([, query]) =>
    quantile(
      repeated(10, () => JSON.stringify(ask(query, catalog, data)), 5),
      0.5
    )
  );
}

async function measure(points: number, program: string, root: string): Promise<Line[]> {
  const directory = path.join(root, String(points));
  await writeCatalog(points, directory);
  const rounds = points > GOAL_POINTS ? 10 : 40;
  const { stdout } = await run(program, ['-rounds', String(rounds), directory], { maxBuffer: 1 << 26 });
  const figures = JSON.parse(stdout) as Figures;
  const v8 = inV8(points);
  const goal = points === GOAL_POINTS;
  const answers = QUERIES.map(([what], index): Line => {
    const { first, p50, p95 } = figures.quantiles[index];
    return {
      what: `  ${what}: first ${ms(first)}, p50 ${ms(p50)} (V8 ${ms(v8[index])}), p95`,
      figure: ms(p95),
      goal: goal ? `<= ${GOAL_MS} ms` : '',
      met: goal ? p95 <= GOAL_MS : null,
    };
  });
  const weight = (what: string, figure: string): Line => ({ what: `  ${what}`, figure, goal: '', met: null });
  return [
    { what: `${points} points answered on the server (sobek), frames as JSON`, figure: '', goal: '', met: null },
    ...answers,
    weight('core compiled, first runtime ready', ms(figures.start)),
    weight('memory of the process, nothing open', megabytes(figures.idle)),
    weight('  with the catalog and one runtime that has answered', megabytes(figures.open)),
  ];
}

/** The server's engine: queries beside V8, start, memory, size. One line that says so where there is no Go. */
export async function embedded(): Promise<Line[]> {
  if (!(await hasGo())) {
    return [{ what: 'the server: no Go here, not measured', figure: '', goal: '', met: null }];
  }
  const root = await mkdtemp(path.join(tmpdir(), 'prism-bench-'));
  try {
    const program = path.join(root, 'bench');
    await run('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', program, './pkg/bench'], {
      env: { ...process.env, CGO_ENABLED: '0' },
    });
    const lines: Line[] = [];
    for (const points of SIZES) {
      lines.push(...(await measure(points, program, root)));
    }
    const { size } = await stat(program);
    return [
      ...lines,
      { what: 'size of a program with the engine alone', figure: megabytes(size), goal: '', met: null },
    ];
  } finally {
    await rm(root, { recursive: true });
  }
}
