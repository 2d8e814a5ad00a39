import type { DataLink, Frame } from './frame';

/** Where links of cells lead. Null: there is no such place, and no link is made. */
export interface LinkTargets {
  /** Address before the path of an object, with a slash at its end. */
  readonly objects: string | null;
  /** Uid of the data source, for links to the bundled dashboards. */
  readonly datasource: string | null;
}

const VALUE = '${__value.raw:percentencode}';

function linksOf(field: string, targets: LinkTargets): DataLink[] {
  if (field === 'path' && targets.objects !== null) {
    return [{ title: 'Open the source file', url: `${targets.objects}\${__value.raw}`, targetBlank: true }];
  }
  if (field === 'run' && targets.datasource !== null) {
    // The experiment that the dashboard opens with may be another one than that of the run.
    const variables = `var-datasource=${targets.datasource}&var-experiment=$__all&var-run=${VALUE}`;
    return [
      { title: 'Latency of this run', url: `/d/prism-latency?${variables}` },
      { title: 'Throughput of this run', url: `/d/prism-throughput?${variables}` },
    ];
  }
  return [];
}

/** The frame with links on the cells that name an object or a run. */
export function withLinks(frame: Frame, targets: LinkTargets): Frame {
  return {
    ...frame,
    fields: frame.fields.map((field) => {
      const links = linksOf(field.name, targets);
      return links.length === 0 ? field : { ...field, config: { ...field.config, links } };
    }),
  };
}
