import { answer } from '../engine';
import { column, CONTEXT, run as runTask } from '../../../tests/fake-store';
import { catalogOfPoints, points } from '../../../tests/points';
import type { Context } from '../model/request';
import { readSignals } from '../model/signals';
import type { FrameJson } from './frame';
import { explorePane, type RunFacts } from './run-window';

const SECOND = 1000;
const [START, END] = [1000 * SECOND, 1600 * SECOND];

const facts = (values: Record<string, string>, start: number | null = START, end: number | null = END): RunFacts => ({
  start,
  end,
  value: (id) => values[id] ?? null,
});

const pane = (query: string, run: RunFacts, margin = 60) =>
  (JSON.parse(decodeURIComponent(explorePane({ datasource: 'prom', query, margin }, run))) as { run: unknown }).run;

describe('the Explore pane of a run', () => {
  it('asks the signal over the window of the run and its margin', () => {
    expect(pane('up{namespace="${__run.namespace}"}', facts({ namespace: 'ns' }))).toEqual({
      datasource: 'prom',
      queries: [{ refId: 'A', expr: 'up{namespace="ns"}', datasource: { uid: 'prom' } }],
      range: { from: String(START - 60 * SECOND), to: String(END + 60 * SECOND) },
    });
  });

  it('fills name, times, length and any dimension; what is missing is empty', () => {
    const run = facts({ run: 'r 1', 'label.zone': 'z' });
    const words =
      '${__run.name}|${__run.start}|${__run.end}|${__run.duration}|${__run.label.zone}|${__run.model}|$other';
    expect(pane(words, run)).toMatchObject({ queries: [{ expr: `r 1|${START}|${END}|600|z||$other` }] });
  });

  it('lets no value end the text or the pattern that it stands in', () => {
    const run = facts({ model: 'a"} or up{x="\\', hardware: 'h.1' });
    expect(pane('m{x="${__run.model}"}', run)).toMatchObject({ queries: [{ expr: 'm{x="a\\"} or up{x=\\"\\\\"}' }] });
    expect(pane('m{x=~"${__run.hardware:regex}"}', run)).toMatchObject({ queries: [{ expr: 'm{x=~"h\\\\.1"}' }] });
  });

  it('takes the JSON of a query as it is, with the data source of the settings', () => {
    const query = '{"query":"run:${__run.name}","size":5,"datasource":{"uid":"other"}}';
    expect(pane(query, facts({ run: 'x' }))).toMatchObject({
      queries: [{ refId: 'A', query: 'run:x', size: 5, datasource: { uid: 'prom' } }],
    });
    // LogQL begins with a brace and is no JSON.
    expect(pane('{namespace="a"}', facts({}))).toMatchObject({ queries: [{ expr: '{namespace="a"}' }] });
  });

  it('has the margin alone around a run of one known time, and no range without any', () => {
    expect(pane('up', facts({}, null, END))).toMatchObject({
      range: { from: String(END - 60 * SECOND), to: String(END + 60 * SECOND) },
    });
    expect(pane('up', facts({}, null, null))).not.toHaveProperty('range');
  });
});

describe('settings of signals', () => {
  it('fill the margin, and leave out what cannot be used', () => {
    expect(readSignals({ metrics: { datasource: 'p', query: 'up' }, logs: { datasource: '', query: 'x' } })).toEqual({
      metrics: { datasource: 'p', query: 'up', margin: 60 },
    });
    [undefined, null, 'x', [], { metrics: 1 }, { logs: { datasource: 'l' } }].forEach((links) =>
      expect(readSignals(links)).toEqual({})
    );
  });
});

describe('links of an answer', () => {
  const catalog = catalogOfPoints(
    points([
      {
        runKey: 'a',
        dimensions: { run: 'a', concurrency: 1, started_at: START, ended_at: END },
        metrics: { ttft: { mean: 1 } },
      },
      {
        runKey: 'a',
        dimensions: { run: 'a', concurrency: 2, started_at: END, ended_at: END + 5 },
        metrics: { ttft: { mean: 2 } },
      },
      { runKey: 'b', dimensions: { run: 'b', ended_at: END }, metrics: { duration: { '': 100 }, ttft: { mean: 3 } } },
      { runKey: 'c', dimensions: { run: 'twice', started_at: 0 }, metrics: { ttft: { mean: 4 } } },
      { runKey: 'd', dimensions: { run: 'twice', started_at: 5000 }, metrics: { ttft: { mean: 5 } } },
    ])
  );
  const signals = readSignals({ metrics: { datasource: 'p', query: '${__run.name}', margin: 0 } });
  const ask = (query: object, links: Context['links']): FrameJson =>
    runTask(
      answer({ kind: 'points', shape: 'table', metrics: ['ttft_mean'], ...query }, catalog, { ...CONTEXT, links }),
      {}
    )[0];
  const windows = (frame: FrameJson) =>
    column(frame, 'run_metrics_pane').map((text) => {
      const read = JSON.parse(decodeURIComponent(String(text))) as { run: { range: { from: string; to: string } } };
      return [Number(read.run.range.from), Number(read.run.range.to)];
    });

  it('lead from a run and its figures to dashboards, Explore and metrics', () => {
    const frame = ask({}, { objects: null, datasource: 'prism', signals });
    const links = (name: string) => frame.schema.fields.find((field) => field.name === name)?.config.links ?? [];
    const titles = ['Latency of this run', 'Throughput of this run', 'Explore this run', 'Metrics of this run'];
    expect(links('run').map(({ title }) => title)).toEqual(titles);
    expect(links('ttft_mean').map(({ title }) => title)).toEqual(titles);
    expect(links('ttft_mean')[0].url).toContain('var-run=${__data.fields.run:percentencode}');
    expect(links('ttft_mean')[2].internal).toMatchObject({
      datasourceUid: 'prism',
      query: { kind: 'points', filters: [{ key: 'run', operator: '=', value: '${__data.fields.run:raw}' }] },
    });
    expect(links('ttft_mean')[3].url).toBe('/explore?schemaVersion=1&panes=${__data.fields.run_metrics_pane:raw}');
    expect(links('load')).toEqual([]);
  });

  it('the window of a run spans its points; an end and a length make a start; two runs of one name are told by path', () => {
    const frame = ask({}, { objects: null, datasource: null, signals });
    expect(windows(frame)).toEqual([
      [START, END + 5],
      [START, END + 5],
      [END - 100 * SECOND, END],
      [0, 0],
      [5000, 5000],
    ]);
    const hidden = frame.schema.fields.find(({ name }) => name === 'run_metrics_pane');
    expect(hidden?.config.custom).toEqual({ hidden: true, hideFrom: { viz: true } });
  });

  it('charts and answers without signals get no column', () => {
    const names = (query: object, links: Context['links']) => ask(query, links).schema.fields.map(({ name }) => name);
    expect(names({ shape: 'curves' }, { objects: null, datasource: null, signals })).not.toContain('run_metrics_pane');
    expect(names({}, { objects: null, datasource: null, signals: {} })).not.toContain('run_metrics_pane');
    expect(names({}, undefined)).not.toContain('run_metrics_pane');
  });
});
