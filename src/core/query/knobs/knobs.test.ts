import * as fc from 'fast-check';
import { ask, column, notices } from '../../../../tests/fake-store';
import { catalogOfPoints, point } from '../../../../tests/points';
import type { FrameJson } from '../../frames/frame';
import { ratioEffect } from '../../analysis/effect';
import type { Dimensions, Fragment } from '../../model/record';

const BASE: Dimensions = { model: 'm', hardware: 'H100', tool: 't', replicas: 1, tp: 4, engine_version: '1' };

interface Given {
  readonly dimensions: Dimensions;
  /** Output tokens/s by load, one array a run. */
  readonly runs: ReadonlyArray<Readonly<Record<number, number>>>;
  readonly metrics?: Fragment['metrics'];
}

let names = 0;

/** Points of some configurations, every run in a directory of its own. */
function fragments(given: readonly Given[]): Fragment[] {
  return given.flatMap(({ dimensions, runs, metrics = {} }) =>
    runs.flatMap((byLoad) => {
      const run = `run-${names++}`;
      return Object.keys(byLoad).map((load, stage) =>
        point({
          path: `results/${run}/stage_${stage}.json`,
          runKey: run,
          stage,
          dimensions: { ...BASE, ...dimensions, concurrency: Number(load) },
          metrics: { output_token_throughput: { '': byLoad[Number(load)] }, ...metrics },
        })
      );
    })
  );
}

const METRICS = ['output_token_throughput'];

function effects(given: readonly Given[], query: object = {}): FrameJson {
  return ask(catalogOfPoints(fragments(given)), { kind: 'knobs', metrics: METRICS, ...query })[0];
}

function rows(frame: FrameJson, fields: readonly string[]): unknown[][] {
  return column(frame, fields[0]).map((_, row) => fields.map((field) => column(frame, field)[row]));
}

const STEP = ['class', 'dimension', 'from', 'to', 'confounded'];

describe('the effect of a setting', () => {
  const slow = {
    dimensions: { max_num_seqs: 64 },
    runs: [
      { 8: 100, 16: 180 },
      { 8: 104, 16: 190 },
      { 8: 98, 16: 178 },
    ],
  };
  const fast = {
    dimensions: { max_num_seqs: 256 },
    runs: [
      { 8: 120, 16: 250 },
      { 8: 118, 16: 240 },
    ],
  };

  it('is the ratio over common loads, tested by the runs as wholes', () => {
    const frame = effects([fast, { ...slow, runs: [...slow.runs.slice(0, 2), { ...slow.runs[2], 32: 200 }] }]);
    expect(rows(frame, STEP)).toEqual([['batching', 'max_num_seqs', '64', '256', null]]);
    const geometric = ({ runs }: Given): number[] => runs.map((run) => Math.sqrt(run[8] * run[16]));
    const expected = ratioEffect(geometric(slow), geometric(fast));
    expect(column(frame, 'effect')).toEqual([expect.closeTo(expected.delta, 10)]);
    expect(column(frame, 'ci_low')).toEqual([expect.closeTo(expected.low, 10)]);
    expect(column(frame, 'ci_high')).toEqual([expect.closeTo(expected.high, 10)]);
    expect(column(frame, 'pairs')).toEqual([2]);
    expect(column(frame, 'verdict')).toEqual(['improvement']);
  });

  it('has an interval that holds with those of all others, wider the more there are', () => {
    const third = { dimensions: { max_num_seqs: 1024 }, runs: [{ 8: 130 }, { 8: 131 }] };
    const [one, three] = [
      [fast, slow],
      [fast, slow, third],
    ].map((given) => effects(given));
    expect(column(one, 'all_low')).toEqual([expect.closeTo(Number(column(one, 'ci_low')[0]), 10)]);
    expect(column(three, 'dimension')).toHaveLength(3);
    column(three, 'all_low').forEach((low, row) =>
      expect(Number(low)).toBeLessThan(Number(column(three, 'ci_low')[row]))
    );
    const single = effects([
      { ...slow, runs: [slow.runs[0]] },
      { ...fast, runs: [fast.runs[0]] },
    ]);
    expect([column(single, 'all_low'), column(single, 'all_high')]).toEqual([[null], [null]]);
  });

  it('is never one of another load, workload or build', () => {
    const at = (dimensions: Dimensions, loads: Record<number, number>) => [
      { dimensions: { max_num_seqs: 64 }, runs: [{ 8: 100 }] },
      { dimensions: { max_num_seqs: 256, ...dimensions }, runs: [loads] },
    ];
    expect(column(effects(at({}, { 8: 120 })), 'pairs')).toEqual([1]);
    [
      at({}, { 16: 120 }),
      at({ isl: 99 }, { 8: 120 }),
      at({ engine_version: '2' }, { 8: 120 }),
      at({ precision: 'fp8' }, { 8: 120 }),
    ].forEach((given) => {
      const frame = effects(given);
      expect(rows(frame, STEP)).toEqual([]);
      expect(notices(frame).join()).toMatch(/No two configurations differ/);
    });
  });

  it('of single runs is shown without a verdict, or judged by the repeats of others', () => {
    const alone = effects([
      { ...slow, runs: [slow.runs[0]] },
      { ...fast, runs: [fast.runs[0]] },
    ]);
    expect(rows(alone, ['verdict', 'ci_low'])).toEqual([['insufficient', null]]);
    expect(String(column(alone, 'reason')[0])).toMatch(/single runs/);
    const others = Array.from({ length: 5 }, (_, index): Given => ({
      dimensions: { isl: 1000 + 100 * index },
      runs: [{ 8: 100 }, { 8: 101 }],
    }));
    const judged = effects([{ ...slow, runs: [slow.runs[0]] }, { ...fast, runs: [fast.runs[0]] }, ...others]);
    expect(rows(judged, ['verdict'])).toEqual([['improvement']]);
    expect(String(column(judged, 'reason')[0])).toMatch(/judged by the variation/);
  });

  it('on an error rate is a difference', () => {
    const failing = (failed: number) => ({ requests_failed: { '': failed }, requests_total: { '': 1000 } });
    const frame = effects(
      [
        { ...slow, metrics: failing(10) },
        { ...fast, metrics: failing(60) },
      ],
      { metrics: ['error_rate'] }
    );
    expect(column(frame, 'effect')).toEqual([expect.closeTo(0.05, 12)]);
    expect(column(frame, 'verdict')).toEqual(['regression']);
  });

  it('leaves runs out of which nobody says the accelerators', () => {
    const frame = effects([slow, { ...fast, dimensions: { ...fast.dimensions, tp: null, replicas: null } }]);
    expect(rows(frame, STEP)).toEqual([]);
    expect(notices(frame).join()).toMatch(/4 points left out/);
  });
});

describe('dimensions that move together', () => {
  const runs = [{ 8: 100 }];

  it('of several decisions are one knob, named in each', () => {
    const frame = effects([
      { dimensions: { scheduler: 'a', max_num_seqs: 64, block_size: 16 }, runs },
      { dimensions: { scheduler: 'b', max_num_seqs: 128, block_size: 32 }, runs },
    ]);
    expect(rows(frame, STEP)).toEqual([
      ['routing', 'scheduler', 'a', 'b', 'max_num_seqs'],
      ['batching', 'max_num_seqs', '64', '128', 'scheduler'],
    ]);
  });

  it('of one decision are one step where nothing else moves', () => {
    const frame = effects([
      { dimensions: { router: 'r', scheduler: 'a' }, runs },
      { dimensions: { router: 'r', scheduler: 'b' }, runs },
      { dimensions: { router: 's', scheduler: 'c', router_version: '2' }, runs },
    ]);
    expect(rows(frame, STEP)).toEqual([
      ['routing', 'scheduler', 'a', 'b', null],
      ['routing', 'scheduler', 'a', 'c', null],
      ['routing', 'scheduler', 'b', 'c', null],
    ]);
  });

  it('count accelerators with what they follow from, and name a topology as one at equal size', () => {
    const frame = effects([
      { dimensions: { replicas: 1, tp: 8 }, runs },
      { dimensions: { replicas: 2, tp: 8 }, runs },
      { dimensions: { replicas: 4, tp: 4 }, runs },
      {
        dimensions: { replicas: null, tp: null, prefill_replicas: 3, decode_replicas: 1, prefill_tp: 4, decode_tp: 4 },
        runs,
      },
      {
        dimensions: { replicas: null, tp: null, prefill_replicas: 2, decode_replicas: 2, prefill_tp: 4, decode_tp: 4 },
        runs,
      },
    ]);
    expect(rows(frame, STEP).sort()).toEqual(
      [
        ['topology', 'replicas', '1', '2', 'gpus'],
        ['sizing', 'gpus', '8', '16', 'replicas'],
        ['topology', 'topology', '2 x TP8', '4 x TP4', null],
        ['topology', 'topology', '2 x TP8', '3P1D TP4', null],
        ['topology', 'topology', '2 x TP8', '2P2D TP4', null],
        ['topology', 'topology', '3P1D TP4', '4 x TP4', null],
        ['topology', 'topology', '2P2D TP4', '4 x TP4', null],
        ['topology', 'pd_ratio', '2:2', '3:1', null],
      ].sort()
    );
  });

  it('a setting that comes with disaggregation confounds it', () => {
    const frame = effects([
      { dimensions: { replicas: 2, max_num_batched_tokens: 2048 }, runs },
      {
        dimensions: { replicas: null, tp: null, prefill_replicas: 1, decode_replicas: 1, prefill_tp: 4, decode_tp: 4 },
        runs,
      },
      {
        dimensions: { replicas: null, tp: null, prefill_replicas: 2, decode_replicas: 1, prefill_tp: 2, decode_tp: 4 },
        runs,
      },
    ]);
    expect(rows(frame, STEP)).toEqual(
      expect.arrayContaining([
        ['topology', 'topology', '1P1D TP4', '2 x TP4', 'max_num_batched_tokens'],
        ['topology', 'topology', '1P1D TP4', '2P-TP2 1D-TP4', null],
      ])
    );
  });
});

describe('pairs', () => {
  const IDS = ['router', 'scheduler', 'max_num_seqs', 'block_size'] as const;
  const DECISION = { router: 'routing', scheduler: 'routing', max_num_seqs: 'batching', block_size: 'batching' };

  it('are those that differ in one decision alone, as looking at all of them finds', () => {
    const configuration = fc.tuple(...IDS.map(() => fc.integer({ min: 1, max: 2 })));
    fc.assert(
      fc.property(fc.uniqueArray(configuration, { selector: String, minLength: 2, maxLength: 12 }), (all) => {
        const frame = effects(
          all.map((values) => ({
            dimensions: Object.fromEntries(IDS.map((id, at) => [id, at < 2 ? `v${values[at]}` : values[at]])),
            runs: [{ 8: 100 }],
          }))
        );
        // Dimensions that split alike, by the text of who is together.
        const split = IDS.map((_, at) =>
          all.map((values) => all.findIndex((other) => other[at] === values[at])).join()
        );
        const expected = { routing: 0, batching: 0 };
        all.forEach((a, left) =>
          all.slice(left + 1).forEach((b) => {
            const moved = new Set(IDS.flatMap((_, at) => (a[at] === b[at] ? [] : [split[at]])));
            (['routing', 'batching'] as const).forEach((decision) => {
              const own = new Set(IDS.flatMap((id, at) => (DECISION[id] === decision ? [split[at]] : [])));
              expected[decision] += Array.from(moved).every((one) => own.has(one)) ? 1 : 0;
            });
          })
        );
        const found = { routing: 0, batching: 0 };
        rows(frame, ['class', 'pairs']).forEach(([decision, pairs]) => {
          found[decision as 'routing' | 'batching'] += Number(pairs);
        });
        expect(found).toEqual(expected);
      }),
      { numRuns: 60 }
    );
  });

  it('of very many settings are those with the first, and that is said', () => {
    const frame = effects(
      Array.from({ length: 200 }, (_, index) => ({ dimensions: { max_num_seqs: index + 1 }, runs: [{ 8: 100 }] }))
    );
    expect(column(frame, 'effect')).toHaveLength(199);
    expect(notices(frame).join()).toMatch(/200 configurations in groups too large/);
  });
});

describe('advice', () => {
  /** Crosses a TTFT p99 of 2 s at the given load: 1 s at half of it, 3 s at one and a half. */
  const crossing = (dimensions: Dimensions, ...loads: number[]): Fragment[] =>
    loads.flatMap((load) =>
      fragments([
        { dimensions, runs: [{ [load / 2]: 100 }], metrics: { ttft: { p99: 1 } } },
        { dimensions, runs: [{ [load * 1.5]: 300 }], metrics: { ttft: { p99: 3 } } },
      ]).map((part, index, both) => ({
        ...part,
        runKey: both[0].runKey,
        source: { ...part.source, path: `${both[0].source.path}${index}` },
      }))
    );
  const advice = (parts: Fragment[]): FrameJson =>
    ask(catalogOfPoints(parts), { kind: 'knobs', frame: 'advice', slo: { ttft_p99: 2 } })[0];
  const at = (frame: FrameJson, decision: string, field: string): unknown =>
    column(frame, field)[column(frame, 'class').indexOf(decision)];

  it('has a row a decision whatever was measured', () => {
    const frame = advice([]);
    expect(column(frame, 'class')).toEqual(['routing', 'batching', 'topology', 'sizing']);
    expect(column(frame, 'setting')).toEqual([null, null, null, null]);
    expect(String(at(frame, 'routing', 'evidence'))).toMatch(/No two configurations differ/);
  });

  it('is the setting that carries most a GPU within the SLO, against the next best', () => {
    const frame = advice([
      ...crossing({ max_num_seqs: 64 }, 10),
      ...crossing({ max_num_seqs: 128 }, 20),
      ...crossing({ max_num_seqs: 256 }, 16),
    ]);
    expect(at(frame, 'batching', 'setting')).toBe('Max sequences 128');
    expect(at(frame, 'batching', 'against')).toBe('Max sequences 256');
    expect(at(frame, 'batching', 'max_load')).toBe(20);
    expect(at(frame, 'batching', 'max_load_per_gpu')).toBe(5);
    expect(at(frame, 'batching', 'gain')).toBeCloseTo(0.25, 12);
    expect(String(at(frame, 'batching', 'doubt'))).toMatch(/no interval/);
    expect(at(frame, 'routing', 'setting')).toBeNull();
  });

  it('compares sizes by what each carries a GPU', () => {
    const frame = advice([...crossing({ replicas: 1, tp: 4 }, 10), ...crossing({ replicas: 2, tp: 4 }, 16)]);
    expect(at(frame, 'sizing', 'setting')).toBe('GPUs 4');
    expect(at(frame, 'sizing', 'gain')).toBeCloseTo(0.25, 12);
    expect(String(at(frame, 'sizing', 'doubt'))).toMatch(/differs in replicas as well/);
    // At another size there is no other topology.
    expect(at(frame, 'topology', 'setting')).toBeNull();
  });

  it('says where nothing meets the SLO', () => {
    const failing = (max_num_seqs: number) =>
      fragments([{ dimensions: { max_num_seqs }, runs: [{ 8: 100 }], metrics: { ttft: { p99: 9 } } }]);
    const frame = advice([...failing(64), ...failing(128)]);
    expect(at(frame, 'batching', 'setting')).toBeNull();
    expect(String(at(frame, 'batching', 'evidence'))).toMatch(/None of 2 configurations meets the SLO/);
  });
});
