import { numberField, textField } from '../../frames/field';
import type { Frame, Notice } from '../../frames/frame';
import { figure } from '../../frames/words';
import { metricTitle } from '../../model/metric-id';
import { numberAt, textAt } from '../../model/table';
import type { Data } from '../data';
import { metricOf } from '../names';
import { withoutMarks } from '../series';
import { sloText, type Slo } from '../slo';
import type { Row } from './rows';

/** The label of the first row's configuration, without its mark where it stays the only one of its name. */
function nameOfFirst(data: Data, rows: readonly Row[]): string {
  return withoutMarks(rows.map(({ curve }) => textAt(data.dimension('config'), curve.row) ?? '?'))[0];
}

function sentence(data: Data, rows: readonly Row[], slo: Slo): string {
  if (rows.length === 0) {
    return 'No load points.';
  }
  const [best] = rows;
  const least = rows.filter(({ curve }) => curve.capacity?.kind === 'all');
  const also =
    least.length === 0
      ? ''
      : ` ${least.length} of ${rows.length} configurations meet it at every measured load: measure higher ones.`;
  if (Number.isNaN(best.maxLoad)) {
    return `No configuration has a highest load within ${sloText(slo)}.${also || ' The table says why.'}`;
  }
  const gpus = numberAt(data.dimension('gpus'), best.curve.row);
  const each = Number.isNaN(best.perGpu) ? '' : ` on ${gpus} GPUs, ${figure(best.perGpu)} a GPU`;
  const bound = best.binding === null ? '' : `, bound by ${metricTitle(metricOf(best.binding))}`;
  return `${nameOfFirst(data, rows)} carries the most within ${sloText(slo)}: load ${figure(best.maxLoad)}${each}${bound}.${also}`;
}

/** One row: the configuration that carries the most within the SLO, in words and numbers. `rows` are sorted, the best first. */
export function verdictFrame(data: Data, rows: readonly Row[], slo: Slo, notices: readonly Notice[]): Frame {
  const best = rows[0] as Row | undefined;
  const needed = rows.map(({ gpusNeeded }) => gpusNeeded).filter((count) => !Number.isNaN(count));
  const number = (name: string, title: string, value: number | undefined) =>
    numberField(name, [value ?? NaN], { displayNameFromDS: title });
  return {
    name: 'verdict',
    meta: { type: 'table', notices: [...notices] },
    fields: [
      textField('answer', [sentence(data, rows, slo)], { displayNameFromDS: 'Answer' }),
      number('max_load', 'Most load', best?.maxLoad),
      number('max_load_per_gpu', 'Most load per GPU', best?.perGpu),
      number('gpus_needed', 'GPUs needed', needed.length === 0 ? NaN : Math.min(...needed)),
      number('configs', 'Configurations', rows.length),
    ],
  };
}
