import { parseMetric } from '../model/metric-id';
import { SIGNALS, type SignalName, type Signals } from '../model/signals';
import { HIDDEN_COLUMN } from './field';
import type { DataLink, Field, Frame } from './frame';
import { explorePane, type RunFacts } from './run-window';

/** Where links of cells lead. Null: there is no such place, and no link is made. */
export interface LinkTargets {
  /** Address before the path of an object, with a slash at its end. */
  readonly objects: string | null;
  /** Uid of the data source, for links to the bundled dashboards and to Explore. */
  readonly datasource: string | null;
  /** Where metrics and logs of a run lie. */
  readonly signals?: Signals;
}

/** Looks up a run by its name, and by the object it was read from where a row says it; null where that is not one run. */
export type FindRun = (run: string | null, path: string | null) => RunFacts | null;

const SIGNAL_TITLE: Readonly<Record<SignalName, string>> = {
  metrics: 'Metrics of this run',
  logs: 'Logs of this run',
};

/** Name of the hidden field that holds the Explore pane of a signal for the run of each row. */
const paneField = (name: SignalName): string => `run_${name}_pane`;

/** Reads a run's name out of the cell itself, or out of the field `run` of its row. */
const nameIn = (field: string): string => (field === 'run' ? '${__value.raw' : '${__data.fields.run');

function runLinks(field: string, uid: string): DataLink[] {
  const name = nameIn(field);
  // The experiment that the dashboard opens with may be another one than that of the run.
  const variables = `var-datasource=${uid}&var-experiment=$__all&var-run=${name}:percentencode}`;
  return [
    { title: 'Latency of this run', url: `/d/prism-latency?${variables}` },
    { title: 'Throughput of this run', url: `/d/prism-throughput?${variables}` },
    {
      title: 'Explore this run',
      url: '',
      internal: {
        datasourceUid: uid,
        datasourceName: '',
        query: {
          refId: 'A',
          kind: 'points',
          version: 1,
          shape: 'table',
          filters: [{ key: 'run', operator: '=', value: `${name}:raw}` }],
        },
      },
    },
  ];
}

function linksOf(field: string, targets: LinkTargets, panes: readonly SignalName[], hasRun: boolean): DataLink[] {
  if (field === 'path' && targets.objects !== null) {
    return [{ title: 'Open the source file', url: `${targets.objects}\${__value.raw}`, targetBlank: true }];
  }
  // A figure belongs to a run where its row names one.
  if (field !== 'run' && !(hasRun && parseMetric(field) !== null)) {
    return [];
  }
  return [
    ...(targets.datasource === null ? [] : runLinks(field, targets.datasource)),
    ...panes.map((name) => ({
      title: SIGNAL_TITLE[name],
      url: `/explore?schemaVersion=1&panes=\${__data.fields.${paneField(name)}:raw}`,
    })),
  ];
}

/** A column of addresses that the links of its row read; Grafana's table hides it. */
function paneColumn(frame: Frame, name: SignalName, signals: Signals, find: FindRun): Field {
  const column = (id: string): readonly unknown[] | null =>
    (frame.fields.find((field) => field.name === id)?.values as readonly unknown[] | undefined) ?? null;
  const text = (values: readonly unknown[] | null, row: number): string | null => {
    const value = values?.[row];
    return typeof value === 'string' ? value : null;
  };
  const [runs, paths] = [column('run'), column('path')];
  const signal = signals[name];
  const known = new Map<RunFacts, string>();
  const pane = (row: number): string | null => {
    const facts = find(text(runs, row), text(paths, row));
    if (facts === null || signal === undefined) {
      return null;
    }
    const found = known.get(facts) ?? explorePane(signal, facts);
    known.set(facts, found);
    return found;
  };
  return {
    name: paneField(name),
    type: 'string',
    values: Array.from({ length: runs?.length ?? 0 }, (_, row) => pane(row)),
    config: { displayNameFromDS: SIGNAL_TITLE[name], custom: HIDDEN_COLUMN },
  };
}

/**
 * The frame with links on the cells that name an object, and on those that name a run or are a figure of it: to dashboards, to
 * Explore, and to the metrics and logs of its window. A table gets a hidden column a signal, since Grafana fills no variable in
 * the range of a link.
 */
export function withLinks(frame: Frame, targets: LinkTargets, find: FindRun = () => null): Frame {
  const { signals = {} } = targets;
  const hasRun = frame.fields.some(({ name }) => name === 'run');
  const panes = frame.meta.type === 'table' && hasRun ? SIGNALS.filter((name) => signals[name] !== undefined) : [];
  return {
    ...frame,
    fields: [
      ...frame.fields.map((field) => {
        const links = linksOf(field.name, targets, panes, hasRun);
        return links.length === 0 ? field : { ...field, config: { ...field.config, links } };
      }),
      ...panes.map((name) => paneColumn(frame, name, signals, find)),
    ],
  };
}
