import { answer } from './answer';
import { openData } from '../query/data';
import { catalogOf, column, CONTEXT, notices, run, type FakeStore } from '../../../tests/fake-store';
import type { Request } from '../model/request';

const QUERY = { kind: 'capacity', frame: 'attainment', slo: { ttft_p99: 2 } };

/** A level of two requests, answered after one and three seconds. */
function level(run_: string, stage: number): FakeStore {
  return {
    [`${run_}/stage_${stage}_lifecycle_metrics.json`]: JSON.stringify({
      load_summary: { count: 2, requested_rate: stage + 1, achieved_rate: 2, send_duration: 1 },
      successes: { count: 2, latency: { time_to_first_token: { mean: 2 } }, throughput: { requests_per_sec: 0.5 } },
      failures: { count: 0 },
    }),
  };
}

const requests = (stages: ReadonlyArray<number | null>): string =>
  JSON.stringify(
    stages.flatMap((stage, index) =>
      [1, 3].map((ttft) => ({
        start_time: 100 * index,
        end_time: 100 * index + 4,
        info: {
          labels: stage === null ? {} : { stage: String(stage) },
          response_metrics: { output_tokens: 2, output_token_times: [100 * index + ttft + index / 2, 100 * index + 4] },
        },
        error: null,
      }))
    )
  );

const fileOf = (name: string): string => `${name}/per_request_lifecycle_metrics.json`;

function asked(store: FakeStore) {
  const catalog = catalogOf(store);
  const data = openData(catalog);
  const rows: Request[] = [];
  const once = () =>
    run(answer(QUERY, catalog, CONTEXT, data), store, (batch) =>
      rows.push(...batch.requests.filter(({ kind }) => kind === 'rows'))
    )[0];
  return { once, rows };
}

it('finds the requests of a load level by the level that they name', () => {
  // In the file the second level comes first. Its requests are answered half a second later, within the limit all the same.
  const store = { ...level('r', 0), ...level('r', 1), [fileOf('r')]: requests([1, 0]) };
  const frame = asked(store).once();
  expect(column(frame, 'load')).toEqual([1, 2]);
  expect(column(frame, 'met')).toEqual([1, 1]);
  expect(column(frame, 'requests')).toEqual([2, 2]);
});

it('guesses no level where the numbers do not add up', () => {
  const store = { ...level('r', 0), ...level('r', 1), [fileOf('r')]: requests([null, null, null]) };
  const frame = asked(store).once();
  expect(column(frame, 'met')).toEqual([null, null]);
  expect(column(frame, 'reason')).toEqual(
    [0, 1].map(() => 'the file keeps 6 requests of 2 load levels and does not say which is whose')
  );
});

it('asks for a file once as long as the catalog is open', () => {
  const { once, rows } = asked({ ...level('r', 0), [fileOf('r')]: requests([0]) });
  expect(column(once(), 'met')).toEqual([1]);
  expect(column(once(), 'met')).toEqual([1]);
  expect(rows).toHaveLength(1);
});

it('asks for nothing that was asked or answered', () => {
  const { once, rows } = asked({ ...level('r', 0), [fileOf('r')]: requests([0]) });
  once();
  expect(rows).toEqual([expect.objectContaining({ drop: expect.arrayContaining(['request', 'response']) })]);
  expect(
    rows.flatMap((one) => (one.kind === 'rows' ? one.fields : [])).filter((field) => /^re(quest|sponse)$/.test(field))
  ).toEqual([]);
});

it('reads so many files for one answer, and says what it left', () => {
  const store = Object.assign(
    {},
    ...Array.from({ length: 66 }, (_, index) => {
      const name = `r${String(index).padStart(2, '0')}`;
      return { ...level(name, 0), [fileOf(name)]: requests([0]) };
    })
  ) as FakeStore;
  const { once, rows } = asked(store);
  const frame = once();
  expect(rows).toHaveLength(64);
  const left = column(frame, 'reason').filter((reason) => reason !== null);
  expect(left).toHaveLength(2);
  expect(left[0]).toMatch(/one answer reads 64 files and 32 MB; narrow the filters/);
  expect(notices(frame).join()).toContain('2 load points without figures');
  // Asked again it is the same answer, although nothing is read any more.
  expect(column(once(), 'reason')).toEqual(column(frame, 'reason'));
  expect(rows).toHaveLength(64);
});

it('leaves a file aside that is larger than it reads of one', () => {
  const big = new Uint8Array(33 * 1024 * 1024).fill(0x20);
  const { once, rows } = asked({ ...level('r', 0), [fileOf('r')]: big });
  expect(column(once(), 'reason')).toEqual(['the file has 33 MB; up to 32 MB are read of one']);
  expect(rows).toEqual([]);
});

it('goes on where a file cannot be had', () => {
  const store = { ...level('r', 0), [fileOf('r')]: requests([0]) };
  const catalog = catalogOf(store);
  const [frame] = run(answer(QUERY, catalog, CONTEXT), level('r', 0));
  expect(String(column(frame, 'reason')[0])).toContain(
    'per_request_lifecycle_metrics.json: the server cannot be reached'
  );
});
