import { fragment, type Fragment } from '../model/record';
import { at, fields } from './fields';
import type { Document, Format } from './format';

/** A file that is known for what it is and read when its rows are asked for: nothing of it belongs to a point. */
function known(id: string, source: Fragment['source']): readonly Fragment[] {
  return source.document === 0 ? [fragment({ grain: 'context', source, format: id })] : [];
}

function isTimeslices(document: Document): boolean {
  return document.kind === 'text'
    ? /^\ufeff?Timeslice,Metric,Unit,Stat,Value\r?\n/.test(document.text.slice(0, 60))
    : at(document.value, 'timeslices') !== undefined && fields(at(document.value, 'input_config')) !== null;
}

/** The run cut into slices of time. */
export const aiperfTimeslices: Format = {
  id: 'aiperf-timeslices',
  title: 'AIPerf time slices',
  files: 'profile_export_aiperf_timeslices.json, .csv',
  traps: ['A slice is a part of one load point, never a point of its own.'],
  drop: ['timeslices'],
  detect: (document) => (isTimeslices(document) ? { version: null } : null),
  read: (document, source) => (isTimeslices(document) ? known('aiperf-timeslices', source) : []),
};

function isTelemetry(document: Document): boolean {
  const value = document.kind === 'value' ? document.value : null;
  return (
    at(value, 'dcgm_url') !== undefined &&
    at(value, 'gpu_index') !== undefined &&
    fields(at(value, 'telemetry_data')) !== null
  );
}

/** One sample of one accelerator a line; its means are in the JSON export. */
export const aiperfTelemetry: Format = {
  id: 'aiperf-gpu-telemetry',
  title: 'AIPerf GPU telemetry',
  files: 'gpu_telemetry_export.jsonl',
  traps: ['The means over the run are in profile_export_aiperf.json, under telemetry_data.'],
  origin: 'documentation',
  drop: [],
  detect: (document) => (isTelemetry(document) ? { version: null } : null),
  read: (document, source) => (isTelemetry(document) ? known('aiperf-gpu-telemetry', source) : []),
};
