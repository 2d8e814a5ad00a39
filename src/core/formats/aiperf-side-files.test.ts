import fc from 'fast-check';
import { claims } from '../../../tests/documents';
import { mutations, unsound } from '../../../tests/mutations';
import { aiperfTelemetry, aiperfTimeslices } from './aiperf-side-files';
import type { Document } from './format';

const SLICES = { timeslices: null, input_config: { endpoint: {} } };
const TELEMETRY = { timestamp_ns: 1, dcgm_url: 'http://a', gpu_index: 0, telemetry_data: { gpu_power_usage: 300 } };

describe('files beside an AIPerf export', () => {
  it.each<[string, Document]>([
    ['aiperf-timeslices', { kind: 'value', value: SLICES }],
    [
      'aiperf-timeslices',
      { kind: 'text', text: 'Timeslice,Metric,Unit,Stat,Value\n0,Time to First Token,ms,avg,45.23\n' },
    ],
    ['aiperf-gpu-telemetry', { kind: 'value', value: TELEMETRY }],
  ])('%s is known, once a file, and adds nothing to a point', (id, document) => {
    expect(claims(document)).toEqual([id]);
    const format = [aiperfTimeslices, aiperfTelemetry].find((one) => one.id === id);
    const read = (index: number) =>
      format?.read(document, { path: 'run/x', document: index }, { zoneOffsetMinutes: 0 });
    expect(read(0)).toMatchObject([{ grain: 'context', metrics: {}, dimensions: {} }]);
    expect(read(1)).toEqual([]);
  });

  it('never throw', () => {
    [SLICES, TELEMETRY].forEach((whole) =>
      fc.assert(
        fc.property(mutations(whole), (value) => {
          [aiperfTimeslices, aiperfTelemetry].forEach((format) =>
            expect(
              unsound(format.read({ kind: 'value', value }, { path: 'x', document: 0 }, { zoneOffsetMinutes: 0 }))
            ).toEqual([])
          );
        }),
        { numRuns: 200 }
      )
    );
  });
});
