import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { JSDOM } from 'jsdom';
import { storeOfReports, type ReportOf } from '../../tests/benchmark-reports';
import { writeFiles } from '../files';
import { run } from '../run';
import { numbersOf, sideOf } from './arguments';
import { statusOf, type CellRow } from './answer';
import { COMPARE_FORMATS } from './formats';

const { DOMParser } = new JSDOM().window;

let store: string;

function reports(): ReportOf[] {
  return ['1.0', '1.1', '1.2'].flatMap((version, build) =>
    [0, 1, 2].map((repeat): ReportOf => {
      const slow = (build === 2 ? 1.2 : 1) * (1 + repeat / 200);
      return {
        experiment: 'gate',
        run: `build-${build}-${repeat}`,
        stage: 0,
        concurrency: 8,
        model: 'org/<m> & "co"',
        version,
        instances: { replica: 2 },
        start: `2026-02-0${build + 1}T0${repeat}:00:00Z`,
        ttft: 0.2 * slow,
        tpot: 0.02,
        output: 100 / (1 + repeat / 200),
      };
    })
  );
}

beforeAll(async () => {
  store = await mkdtemp(path.join(os.tmpdir(), 'prism-compare-'));
  const files = storeOfReports(reports());
  await writeFiles(
    store,
    Object.entries(files).map(([name, text]) => ({ path: name, text: String(text) }))
  );
});

afterAll(() => rm(store, { recursive: true, force: true }));

async function compare(...args: string[]) {
  let [out, err] = ['', ''];
  const status = await run(['compare', '--store', store, ...args], {
    out: (data) => void (out += String(data)),
    err: (text) => void (err += text),
    terminal: null,
    input: () => Promise.resolve(''),
  });
  return { status, out, err };
}

const METRICS = ['--metrics', 'ttft_mean,output_token_throughput'];

describe('exit status', () => {
  it.each<[string, number, string[]]>([
    ['a regression', 1, []],
    ['none between two builds that are alike', 0, ['--baseline', 'version=1.0', '--candidate', 'version=1.1']],
    ['an improvement', 0, ['--baseline', 'version=1.2', '--candidate', 'version=1.1']],
    ['a change below the least effect', 0, ['--min-effect', 'ttft_mean=0.3']],
    ['a limit that only the baseline keeps', 1, ['--min-effect', 'ttft_mean=0.3', '--slo', 'ttft_mean=0.22']],
    ['a limit that both keep', 0, ['--min-effect', 'ttft_mean=0.3', '--slo', 'ttft_mean=0.3']],
    ['single runs', 3, ['--baseline', 'build-0-0', '--candidate', 'build-2-0', '--filters', 'run=~-0$']],
    ['nothing to compare', 3, ['--candidate', 'version=9']],
    ['an unknown metric', 2, ['--metrics', 'tfft_mean']],
    ['an unknown dimension', 2, ['--baseline', 'modle=x']],
    ['an unknown format', 2, ['--format', 'xml']],
    ['a limit that is no number', 2, ['--slo', 'ttft_mean=fast']],
    ['a broken JSON', 2, ['--baseline', '{']],
  ])('of %s is %i', async (_, status, args) => {
    const answer = await compare(...METRICS.filter(() => !args.includes('--metrics')), ...args);
    expect([answer.status, answer.err]).toEqual([status, answer.err]);
    expect(answer.out === '').toBe(status === 2);
  });
});

describe('formats', () => {
  it('JSON holds the cells as the query gives them', async () => {
    const { out } = await compare(...METRICS, '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({
      cells: [
        { metric: 'ttft_mean', verdict: 'regression', delta: expect.closeTo(0.2, 9), n_baseline: 3 },
        { metric: 'output_token_throughput', verdict: 'unchanged' },
      ],
      summary: [{ verdict: 'regression' }, { verdict: 'unchanged' }],
      unmatched: [],
      broken_limits: [],
    });
  });

  it('JUnit is XML that a parser takes, a failure for each regression', async () => {
    const { out } = await compare(...METRICS, '--format', 'junit', '--slo', 'ttft_mean=0.22');
    const document = new DOMParser().parseFromString(out, 'application/xml');
    expect(document.getElementsByTagName('parsererror')).toHaveLength(0);
    const [suite] = Array.from(document.getElementsByTagName('testsuite'));
    expect(['tests', 'failures', 'skipped'].map((name) => suite.getAttribute(name))).toEqual(['2', '1', '0']);
    const [failure] = Array.from(document.getElementsByTagName('failure'));
    expect(failure.parentElement?.getAttribute('name')).toBe('ttft_mean at load 8');
    expect(failure.getAttribute('message')).toContain('breaks its limit 0.22');
  });

  it('names of any text stay text', () => {
    const cell: CellRow = {
      config: '<a> & "b"\u0000 | c\nd',
      load: 1,
      metric: 'ttft_mean',
      baseline: 1,
      candidate: 2,
      n_baseline: 1,
      n_candidate: 1,
      delta: 1,
      ci_low: null,
      ci_high: null,
      p: null,
      q: null,
      verdict: 'insufficient',
      mde: null,
      needed_repeats: null,
      reason: ']]> <x>',
    };
    const frame = {
      schema: { name: 'cells', meta: {}, fields: [{ name: 'config', type: 'string' as const, config: {} }] },
      data: { values: [[cell.config]] },
    };
    const given = { answer: 'a | b', cells: [cell], broken: [], cellsFrame: frame, summary: frame, unmatched: frame };
    const xml = new DOMParser().parseFromString(COMPARE_FORMATS.junit(given), 'application/xml');
    expect(xml.getElementsByTagName('parsererror')).toHaveLength(0);
    expect(xml.getElementsByTagName('testcase')[0].getAttribute('classname')).toBe('<a> & "b" | c\nd');
    expect(COMPARE_FORMATS.markdown(given)).toContain('| <a> & "b"\u0000 \\| c d |');
    expect(statusOf(given)).toBe(3);
  });
});

describe('arguments', () => {
  it.each<[string, object]>([
    ['previous', { rule: 'previous' }],
    ['as-of:5', { rule: 'as-of', n: 5 }],
    ['run-42', { filters: [{ key: 'run', operator: '=', value: 'run-42' }] }],
    [
      'version=0.9,gpus>=8',
      {
        filters: [
          { key: 'engine_version', operator: '=', value: '0.9' },
          { key: 'gpus', operator: '>=', value: '8' },
        ],
      },
    ],
    ['model!~^org/', { filters: [{ key: 'model', operator: '!~', value: '^org/' }] }],
    ['{"rule":"best"}', { rule: 'best' }],
  ])('%s is a side', (text, side) => expect(sideOf(text, '--baseline')).toEqual(side));

  it('numbers by metric come in two ways', () => {
    expect(numbersOf('ttft_p99=2,tpot_p99=0.03', '--slo')).toEqual({ ttft_p99: 2, tpot_p99: 0.03 });
    expect(numbersOf('{"ttft_p99":2}', '--slo')).toEqual({ ttft_p99: 2 });
    expect(numbersOf(undefined, '--slo')).toBeUndefined();
  });
});
