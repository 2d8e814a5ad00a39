import fc from 'fast-check';
import { claims, figuresOf } from '../../../tests/documents';
import { mutations, unsound } from '../../../tests/mutations';
import { mlperf } from './mlperf';
import { mlperfSystem } from './mlperf-system';

const PATH = 'closed/ACME/results/8xH200_vLLM/llama3_1-405b/Interactive/performance/run_1/mlperf_log_summary.txt';

const read = (text: string, path = PATH) =>
  mlperf.read({ kind: 'text', text }, { path, document: 0 }, { zoneOffsetMinutes: 0 })[0];

/** As LoadGen prints it (loadgen/results.cc). */
const SUMMARY = `================================================
MLPerf Results Summary
================================================
SUT name : PySUT
Scenario : Server
Mode     : PerformanceOnly
Completed samples per second    : 10.50
Completed tokens per second: 2500.25
Result is : VALID
  Performance constraints satisfied : Yes
  Min duration satisfied : Yes
TTFT Early Stopping Result:
 * Run successful.

================================================
Additional Stats
================================================
Scheduled samples per second : 11.00
Min latency (ns)                : 1000000000
Max latency (ns)                : 9000000000
Mean latency (ns)               : 4500000000
50.00 percentile latency (ns)   : 4000000000
99.90 percentile latency (ns)   : 8900000000

Completed tokens per second                 : 2500.25
Min First Token latency (ns)                : 100000000
Mean First Token latency (ns)               : 250000000
99.00 percentile first token latency (ns)   : 420000000

Min Time to Output Token (ns)                : 10000000
Mean Time to Output Token (ns)               : 25000000
97.00 percentile time to output token (ns)   : 42000000

================================================
Test Parameters Used
================================================
samples_per_query : 1
target_qps : 11
ttft_latency (ns): 6000000000
tpot_latency (ns): 175000000
min_duration (ms): 600000
schedule_rng_seed : 3135815929913719677

No warnings encountered during test.
No errors encountered during test.
`;

describe('MLPerf', () => {
  it('reads nanoseconds, rates and the place of the run', () => {
    const part = read(SUMMARY);
    const near = (value: number) => expect.closeTo(value, 12) as number;
    expect(figuresOf(part)).toEqual({
      e2e_min: near(1),
      e2e_max: near(9),
      e2e_mean: near(4.5),
      e2e_p50: near(4),
      e2e_p99_9: near(8.9),
      ttft_min: near(0.1),
      ttft_mean: near(0.25),
      ttft_p99: near(0.42),
      tpot_min: near(0.01),
      tpot_mean: near(0.025),
      tpot_p97: near(0.042),
      request_throughput: 10.5,
      output_token_throughput: 2500.25,
      offered_rate: 11,
    });
    expect(part.dimensions).toMatchObject({
      model: 'llama3_1-405b',
      load_type: 'rate',
      request_rate: 11,
      'label.system': '8xH200_vLLM',
      'label.organisation': 'ACME',
      'label.division': 'closed',
      'label.scenario': 'interactive',
    });
    expect(part.settings).toContainEqual({ component: 'load', key: 'ttft_latency (ns)', value: '6000000000' });
    expect(part.issues).toEqual([]);
    expect(claims({ kind: 'text', text: SUMMARY })).toEqual(['mlperf']);
  });

  it('Offline has no rate, an INVALID run is marked, zero is no latency', () => {
    const offline = read(
      SUMMARY.replace('Scenario : Server', 'Scenario : Offline')
        .replace('Completed samples', 'Samples')
        .replace(/Completed tokens/g, 'Tokens')
        .replace('VALID', 'INVALID')
        .replace('1000000000', '0'),
      'x/mlperf_log_summary.txt'
    );
    expect(offline.dimensions).toMatchObject({ load_type: 'throughput', request_rate: null, model: null });
    expect(offline.metrics.request_throughput).toEqual({ '': 10.5 });
    expect(offline.metrics.output_token_throughput).toEqual({ '': 2500.25 });
    expect(offline.metrics.e2e.min).toBeUndefined();
    expect(offline.issues.map(({ rule }) => rule)).toEqual(['invalid-run']);
    expect(offline.settings).toContainEqual({ component: 'load', key: 'Result is', value: 'INVALID' });
  });

  const SYSTEM = {
    system_name: '8xH200',
    submitter: 'ACME',
    accelerator_model_name: 'NVIDIA H200-SXM-141GB',
    accelerators_per_node: '8',
    number_of_nodes: 2,
    framework: 'TensorRT-LLM 0.17',
  };

  it('describes a system', () => {
    const [part] = mlperfSystem.read(
      { kind: 'value', value: SYSTEM },
      { path: 's.json', document: 0 },
      { zoneOffsetMinutes: 0 }
    );
    expect(part.grain).toBe('context');
    expect(part.components[0]).toMatchObject({ accelerator: 'NVIDIA H200-SXM-141GB', acceleratorsPerReplica: 16 });
  });

  it('never throws and never lets a number through that is none', () => {
    fc.assert(
      fc.property(
        fc.nat(SUMMARY.length),
        fc.nat(40),
        fc.string(),
        mutations(SYSTEM),
        (start, length, filling, value) => {
          expect(
            unsound(
              [read(SUMMARY.slice(0, start) + filling + SUMMARY.slice(start + length))].filter(
                (part) => part !== undefined
              )
            )
          ).toEqual([]);
          expect(
            unsound(mlperfSystem.read({ kind: 'value', value }, { path: 's', document: 0 }, { zoneOffsetMinutes: 0 }))
          ).toEqual([]);
        }
      ),
      { numRuns: 300 }
    );
  });
});
