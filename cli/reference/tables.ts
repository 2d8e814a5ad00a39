import { DIMENSIONS } from '../../src/core/model/dimensions';
import { METRICS, type MetricBase } from '../../src/core/model/metrics';
import { GRAFANA_UNIT } from '../../src/core/model/units';

const BETTER = { lower: 'less', higher: 'more', none: '' } as const;

function metricRow({ id, title, unit, direction, shape, per, definition, source }: MetricBase): string {
  const form = shape === 'distribution' ? `\`${id}_<stat>\`` : `\`${id}\``;
  const denominators = per.length === 0 ? '' : per.map((one) => `\`_per_${one}\``).join(' ');
  return `| ${form} | ${title} | ${GRAFANA_UNIT[unit].replace('suffix:', '')} | ${BETTER[direction]} | ${denominators} | ${definition} | ${source} |`;
}

/** docs/metrics.md: the metric and dimension tables. */
export function tablesPage(): string {
  return [
    '# Metrics and dimensions',
    '',
    'Written by `npm run docs` from `src/core/model/metrics.ts` and `dimensions.ts`; edit those.',
    '',
    '## Metrics',
    '',
    'An id is `<base>[_<stat>][_per_<denominator>]`. Statistics: `mean`, `min`, `max`, `std` and percentiles such as `p50`, `p99`, `p99_9`. Missing is empty, never 0.',
    '',
    '| id | title | unit | better | denominators | definition | source |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...METRICS.map(metricRow),
    '',
    '## Dimensions',
    '',
    'Free dimensions arrive with the data: `setting.<name>` from native configuration, `label.<name>` from path rules, `dir.<n>` for the n-th directory.',
    '',
    '| id | title | kind | class | description | also written |',
    '| --- | --- | --- | --- | --- | --- |',
    ...DIMENSIONS.map(
      ({ id, title, kind, decision, description, aliases }) =>
        `| \`${id}\` | ${title} | ${kind} | ${decision} | ${description} | ${aliases.map((alias) => `\`${alias}\``).join(' ')} |`
    ),
    '',
  ].join('\n');
}
