import { component, type Component, type Dimensions } from './record';
import { topology } from './topology';

const engine = (
  role: Component['role'],
  replicas: number | null,
  acceleratorsPerReplica: number | null,
  more: Partial<Component> = {}
): Component => component({ role, replicas, acceleratorsPerReplica, ...more });

describe('GPUs of a run', () => {
  it.each<[string, Component[], Dimensions]>([
    [
      'replicas x accelerators each',
      [engine('replica', 4, 4)],
      { gpus: 16, replicas: 4, serving_mode: 'aggregated', pd_ratio: null },
    ],
    [
      'summed over components',
      [engine('replica', 2, 4), engine('replica', 1, 8)],
      { gpus: 16, replicas: 3, serving_mode: 'aggregated' },
    ],
    [
      'summed over roles',
      [engine('prefill', 3, 4), engine('decode', 1, 8)],
      {
        gpus: 20,
        prefill_gpus: 12,
        decode_gpus: 8,
        prefill_replicas: 3,
        decode_replicas: 1,
        serving_mode: 'disaggregated',
        pd_ratio: '3:1',
      },
    ],
    [
      'routers use none',
      [engine('replica', 1, 8), engine('router', 2, 1), engine('other', 5, 5)],
      { gpus: 8, replicas: 1 },
    ],
    [
      'a decode-only stack is aggregated',
      [engine('decode', 2, 8)],
      { gpus: 16, replicas: 2, serving_mode: 'aggregated', pd_ratio: null },
    ],
    [
      'a plain engine beside a prefill one decodes',
      [engine('prefill', 1, 4), engine('replica', 2, 4)],
      { gpus: 12, decode_replicas: 2, decode_gpus: 8, serving_mode: 'disaggregated', pd_ratio: '1:2' },
    ],
    ['one part unknown: no sum', [engine('replica', 2, 4), engine('replica', 1, null)], { gpus: null, replicas: 3 }],
    ['replicas unknown: no product', [engine('replica', null, 4)], { gpus: null, replicas: null }],
    [
      'one role unknown: no sum',
      [engine('prefill', 1, 4), engine('decode', null, 4)],
      { gpus: null, prefill_gpus: 4, decode_gpus: null, pd_ratio: null },
    ],
    ['zero accelerators are no accelerators known', [engine('replica', 1, 0)], { gpus: null }],
  ])('%s', (_, components, expected) => {
    const found = topology({}, components);
    Object.keys(expected).forEach((id) => expect([id, found[id] ?? null]).toEqual([id, expected[id] ?? null]));
  });

  it('follows from parallelism where no component counts accelerators', () => {
    expect(topology({ replicas: 4, tp: 4 }, []).gpus).toBe(16);
    expect(topology({ replicas: 2, tp: 4, pp: 2, dp: 2 }, []).gpus).toBe(32);
    expect(topology({ replicas: 2 }, []).gpus).toBeNull();
    expect(
      topology({ prefill_replicas: 2, prefill_tp: 4, decode_replicas: 1, decode_tp: 8, decode_dp: 2 }, [])
    ).toMatchObject({
      gpus: 24,
      prefill_gpus: 8,
      decode_gpus: 16,
      serving_mode: 'disaggregated',
    });
  });
});

describe('what the dimensions say wins', () => {
  const components = [
    engine('replica', 4, 4, { tp: 4, accelerator: 'H100', model: 'm', version: '1', image: 'i', engine: 'vllm' }),
  ];

  it('over components, value by value', () => {
    expect(topology({ gpus: 8, hardware: 'H200' }, components)).toMatchObject({
      gpus: 8,
      hardware: 'H200',
      replicas: 4,
      tp: 4,
      model: 'm',
    });
    expect(topology({ gpus: null, hardware: undefined, tp: NaN }, components)).toMatchObject({
      gpus: 16,
      hardware: 'H100',
      tp: 4,
    });
  });

  it('a prefill role may come from a path rule alone', () => {
    expect(topology({ prefill_replicas: 2, decode_replicas: 6 }, [])).toMatchObject({
      serving_mode: 'disaggregated',
      pd_ratio: '2:6',
      topology: '2P6D',
    });
  });

  it('no prefill replicas are no prefill role', () => {
    expect(topology({ prefill_replicas: 0, decode_replicas: 0, gpus: 8 }, [])).toMatchObject({
      serving_mode: 'aggregated',
      prefill_replicas: null,
      decode_replicas: null,
      pd_ratio: null,
    });
  });

  it('nothing known is nothing said', () => {
    expect(topology({}, [])).toMatchObject({ gpus: null, topology: null, serving_mode: null, pd_ratio: null });
  });
});

describe('values on which components do not agree', () => {
  it('are missing, not the first', () => {
    const mixed = topology({}, [
      engine('replica', 1, 4, { accelerator: 'H100', version: '1', tp: 4 }),
      engine('replica', 1, 4, { accelerator: 'A100', version: '2', tp: 2 }),
    ]);
    expect(mixed).toMatchObject({ hardware: null, engine_version: null, tp: null, gpus: 8 });
  });

  it('a version that one of them does not give is not known for all', () => {
    expect(
      topology({}, [engine('replica', 1, 4, { version: '1' }), engine('replica', 1, 4)]).engine_version
    ).toBeNull();
  });

  it('counts that make more than a number can hold are not known', () => {
    const found = topology({}, [engine('replica', 1e200, 1e200), engine('replica', 1, 4)]);
    expect([found.gpus, topology({ tp: 4, pp: 1e308, replicas: 2 }, []).gpus]).toEqual([null, null]);
  });

  it('hardware of roles stands by role', () => {
    expect(
      topology({}, [engine('prefill', 1, 4, { accelerator: 'H100' }), engine('decode', 1, 4, { accelerator: 'H200' })])
    ).toMatchObject({
      hardware: null,
      prefill_hardware: 'H100',
      decode_hardware: 'H200',
    });
  });
});

describe('the short text', () => {
  it.each<[Dimensions, string | null]>([
    [{ replicas: 4, tp: 4 }, '4 x TP4'],
    [{ tp: 1 }, 'TP1'],
    [{ replicas: 4 }, '4 replicas'],
    [{ replicas: 1, tp: 8, pp: 2, dp: 1, ep: 8 }, '1 x TP8-PP2-EP8'],
    [{ prefill_replicas: 3, decode_replicas: 1, prefill_tp: 4, decode_tp: 4 }, '3P1D TP4'],
    [{ prefill_replicas: 2, decode_replicas: 1, prefill_tp: 4, decode_tp: 8 }, '2P-TP4 1D-TP8'],
    [{ prefill_replicas: 2, decode_tp: 8 }, '2P ?D-TP8'],
    [{}, null],
  ])('%j reads %s', (dimensions, expected) => {
    expect(topology(dimensions, []).topology).toBe(expected);
  });
});
