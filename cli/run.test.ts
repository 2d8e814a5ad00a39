import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { writeFiles } from './files';
import type { Io } from './io';
import { run } from './run';
import { reportFiles } from './simulate/report/files';
import { simulate } from './simulate/run';
import { sweepPlans } from './simulate/scenarios/sweep';

let root: string;
let store: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'prism-cli-'));
  store = path.join(root, 'store');
  const [plan] = sweepPlans('cli test');
  await writeFiles(store, reportFiles(simulate({ ...plan, stages: plan.stages.slice(0, 2) })));
});

afterAll(() => rm(root, { recursive: true, force: true }));

interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function prism(args: readonly string[], input = ''): Promise<Outcome> {
  const out: Buffer[] = [];
  let err = '';
  const io: Io = {
    out: (data) => void out.push(Buffer.from(data)),
    err: (text) => void (err += text),
    terminal: null,
    input: () => Promise.resolve(input),
  };
  return { status: await run(args, io), out: Buffer.concat(out).toString(), err };
}

const RUNS = '{"kind":"runs"}';

describe('wrong arguments end with 2, say why and leave stdout empty', () => {
  const cases: ReadonlyArray<readonly [string, readonly string[], RegExp]> = [
    ['no command', [], /prism query/],
    ['an unknown command', ['ask'], /no command "ask"/],
    ['no store', ['query', RUNS], /--store is missing/],
    ['no query', ['query', '--store', '.'], /the query is missing/],
    ['an unknown option', ['query', '--stroe', '.', RUNS], /--stroe/],
    ['an option without its value', ['query', RUNS, '--store'], /--store/],
    ['a word too many', ['query', '--store', '.', RUNS, 'more'], /unexpected "more"/],
    ['an unknown format', ['query', '--store', '.', '--format', 'xml', RUNS], /json, table, csv, arrow/],
    ['a name that every object has', ['query', '--store', '.', '--format', 'toString', RUNS], /is not one of/],
    ['a query that is no JSON', ['query', '--store', '.', '{kind'], /no JSON/],
    ['a query of no known kind', ['query', '--store', '.', '{"kind":"rnus"}'], /rnus/],
    ['an unknown metric', ['query', '--store', '.', '{"kind":"points","metrics":["tfft_p99"]}'], /ttft_p99/],
    ['no directory for the index', ['index', '--store', '.'], /--out is missing/],
    ['a port that is none', ['serve', '--store', '.', '--port', '70000'], /no port/],
    ['no directory for the sample', ['sample'], /--out is missing/],
  ];
  test.each(cases)('%s', async (_, args, message) => {
    const found = await prism(args);
    expect(found).toMatchObject({ status: 2, out: '' });
    expect(found.err).toMatch(message);
  });
});

test.each([['--help'], ['query', '--help'], ['index', '-h'], ['--version']])(
  '%s %s answers on stdout',
  async (...args) => {
    const found = await prism(args);
    expect(found).toMatchObject({ status: 0, err: '' });
    expect(found.out).toMatch(args[0] === '--version' ? /^\d+\.\d+\.\d+\n$/ : /prism/);
  }
);

test('a store that is not there is a failure, not a usage error', async () => {
  const found = await prism(['query', '--store', path.join(root, 'nothing'), RUNS]);
  expect(found).toMatchObject({ status: 1, out: '' });
  expect(found.err).toMatch(/no such directory/);
});

test('the answer is the array of frames and nothing else', async () => {
  const { status, out } = await prism([
    'query',
    '--store',
    store,
    '{"kind":"points","metrics":["ttft_p99"],"shape":"table"}',
  ]);
  expect(status).toBe(0);
  const [frame] = JSON.parse(out) as Array<{
    schema: { fields: Array<{ name: string }> };
    data: { values: unknown[][] };
  }>;
  const column = frame.schema.fields.findIndex(({ name }) => name === 'ttft_p99');
  expect(frame.data.values[column]).toEqual([expect.any(Number), expect.any(Number)]);
});

test('the query can come from standard input, and other formats are data alone too', async () => {
  const csv = await prism(['query', '--store', store, '--format', 'csv', '-'], '{"kind":"values","dimension":"model"}');
  expect(csv.status).toBe(0);
  expect(csv.out.split('\r\n')[1]).toMatch(/^synthetic\/Sim-70B,/);
  const limited = await prism([
    'query',
    '--store',
    store,
    '--format',
    'table',
    '{"kind":"points","metrics":["ttft_p99"],"limit":1}',
  ]);
  expect(limited.out).not.toContain('first 1 of');
  expect(limited.err).toContain('first 1 of 2 rows');
});

test('settings in a file name their store', async () => {
  const file = path.join(root, 'config.json');
  const rules = [{ pattern: '^(?<group>[^/]+)/results' }];
  await writeFile(file, JSON.stringify({ location: 'store', rules }));
  const { out } = await prism([
    'query',
    '--store',
    file,
    '--format',
    'csv',
    '{"kind":"values","dimension":"label.group"}',
  ]);
  expect(out).toContain('pd-concurrency-sweep');
  await writeFile(file, JSON.stringify({ rules }));
  expect(await prism(['query', '--store', file, RUNS])).toMatchObject({ status: 2, out: '' });
  await writeFile(file, '{');
  expect(await prism(['query', '--store', file, RUNS])).toMatchObject({ status: 2, out: '' });
});

test('an index answers like its store', async () => {
  const out = path.join(root, 'index');
  expect(await prism(['index', '--store', store, '--out', out])).toMatchObject({ status: 0, out: '' });
  const question = '{"kind":"points","metrics":["ttft_p99","tpot_mean"],"shape":"table"}';
  const [own, indexed] = [
    await prism(['query', '--store', store, '--format', 'csv', question]),
    await prism(['query', '--store', out, '--format', 'csv', question]),
  ];
  expect(indexed).toEqual(own);
});

test('the sample replaces an older one and nothing else', async () => {
  const out = path.join(root, 'sample');
  expect(await prism(['sample', '--out', out])).toMatchObject({ status: 0, out: '' });
  const first = await readFile(path.join(out, 'index.json'), 'utf8');
  await writeFile(path.join(out, 'index.json'), JSON.stringify({ objects: [{ path: '../store/x', size: 1 }] }));
  await prism(['sample', '--out', out]);
  expect(await readFile(path.join(out, 'index.json'), 'utf8')).toBe(first);
  expect(await readdir(store)).toEqual(['pd-concurrency-sweep']);
  expect(await prism(['sample', '--out', store])).toMatchObject({ status: 1, out: '' });
}, 30_000);

test('a demo is not written over files of others', async () => {
  const found = await prism(['demo', '--out', store]);
  expect(found).toMatchObject({ status: 1, out: '' });
  expect(found.err).toMatch(/no demo store/);
});
