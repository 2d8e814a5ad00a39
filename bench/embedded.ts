import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { writeFiles } from '../cli/files';
import { indexFiles } from '../src/core/index-files';
import type { Catalog } from '../src/core/model/catalog';
import { openData } from '../src/core/query/data';
import { ask, QUERIES } from './answering';
import { ALERTS } from './deciding';
import { catalogOf } from './catalog';
import { ms, quantile, repeated, type Line } from './measure';

const run = promisify(execFile);

/** What the Go program prints: milliseconds and bytes. */
interface Figures {
  readonly start: number;
  readonly idle: number;
  readonly open: number;
  readonly quantiles: ReadonlyArray<{ readonly first: number; readonly p50: number; readonly p95: number }>;
  readonly process: {
    readonly ready: Span;
    readonly first: Span;
    readonly idle: number;
    readonly full: number;
  };
}

interface Span {
  readonly least: number;
  readonly most: number;
}

interface Programs {
  readonly bench: string;
  readonly plugin: string;
}

/** Points, and the answers to each query that quantiles are taken of: fewer where one takes seconds. */
const SIZES = [
  { points: 1000, rounds: 40 },
  { points: 10000, rounds: 40 },
  { points: 100000, rounds: 6 },
];
/** The size at which the server has to answer within the goals. */
const GOAL_POINTS = 10000;
const GOAL_MS = 100;
const FIRST_GOAL_MS = 1000;

const ASKED = [...QUERIES, ...ALERTS];

const megabytes = (bytes: number): string => `${(bytes / 1048576).toFixed(1)} MB`;

async function hasGo(): Promise<boolean> {
  try {
    await run('go', ['version']);
    return true;
  } catch {
    return false;
  }
}

/** The index as `prism index` writes it, and the queries. */
async function writeIndex(catalog: Catalog, directory: string): Promise<void> {
  await writeFiles(
    directory,
    indexFiles(catalog, (text) => new TextEncoder().encode(text))
  );
  await writeFile(path.join(directory, 'queries.json'), JSON.stringify(ASKED.map(([, query]) => query)));
}

/** p50 in ms of each query in V8, frames written as JSON as the server does. */
function inV8(catalog: Catalog): number[] {
  const data = openData(catalog);
  return ASKED.map(([, query]) =>
    quantile(
      repeated(10, () => JSON.stringify(ask(query, catalog, data)), 5),
      0.5
    )
  );
}

const plain = (what: string, figure: string): Line => ({ what, figure, goal: '', met: null });

const within = (figure: number, goal: number | null): Pick<Line, 'figure' | 'goal' | 'met'> => ({
  figure: ms(figure),
  goal: goal === null ? '' : `<= ${goal} ms`,
  met: goal === null ? null : figure <= goal,
});

const spanned = ({ least, most }: Span): string => `${ms(least)} to ${ms(most)}`;

async function measure(points: number, rounds: number, programs: Programs, root: string): Promise<Line[]> {
  const directory = path.join(root, String(points));
  const catalog = catalogOf(points);
  await writeIndex(catalog, directory);
  const v8 = inV8(catalog);
  const { stdout } = await run(programs.bench, ['-rounds', String(rounds), '-process', programs.plugin, directory], {
    maxBuffer: 1 << 26,
  });
  const { start, idle, open, quantiles, process: plugin } = JSON.parse(stdout) as Figures;
  const isGoal = points === GOAL_POINTS;
  return [
    plain(`${points} points answered on the server (sobek), frames as JSON, ${rounds} answers each`, ''),
    ...ASKED.map(([what], index): Line => {
      const { first, p50, p95 } = quantiles[index];
      return {
        what: `  ${what}: first ${ms(first)}, p50 ${ms(p50)} (V8 ${ms(v8[index])}), p95`,
        ...within(p95, isGoal && index < QUERIES.length ? GOAL_MS : null),
      };
    }),
    plain('  core compiled, first runtime ready', ms(start)),
    plain('  live heap of the engine, nothing open', megabytes(idle)),
    plain('    with the catalog and one runtime that has answered', megabytes(open)),
    plain('  process started, handshake done', spanned(plugin.ready)),
    {
      what: `  process started, first whole answer (table) of an index over HTTP: from ${ms(plugin.first.least)}, slowest of 4`,
      ...within(plugin.first.most, isGoal ? FIRST_GOAL_MS : null),
    },
    plain('  resident memory of the process, handshake done', megabytes(plugin.idle)),
    plain('    after an answer to every query', megabytes(plugin.full)),
  ];
}

async function buildProgram(source: string, program: string): Promise<string> {
  await run('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', program, source], {
    env: { ...process.env, CGO_ENABLED: '0' },
  });
  return program;
}

/** The server: queries beside V8, start, first answer, memory, size. One line that says so where there is no Go. */
export async function embedded(): Promise<Line[]> {
  if (!(await hasGo())) {
    return [{ what: 'the server: no Go here, not measured', figure: '', goal: '', met: null }];
  }
  const root = await mkdtemp(path.join(tmpdir(), 'prism-bench-'));
  try {
    const programs: Programs = {
      bench: await buildProgram('./pkg/bench', path.join(root, 'bench')),
      plugin: await buildProgram('./pkg', path.join(root, 'gpx_prism')),
    };
    const lines: Line[] = [];
    for (const { points, rounds } of SIZES) {
      lines.push(...(await measure(points, rounds, programs, root)));
    }
    const { size } = await stat(programs.plugin);
    return [...lines, plain('size of the process as a file, without symbols', megabytes(size))];
  } finally {
    await rm(root, { recursive: true });
  }
}
