import { unify, type Catalog } from '../../src/core/model/catalog';
import { textAt } from '../../src/core/model/table';
import { QUESTIONS, type Question } from '../../src/core/query/index';
import type { FormField } from '../../src/core/query/definition';

/** A value for a field of a form, so that kinds that cannot be asked without one answer something; undefined: left out. */
function filled(field: FormField, catalog: Catalog): unknown {
  const points = unify(catalog, 'points');
  const runs = points.column('run');
  switch (field.kind) {
    case 'metric':
      return 'ttft_mean';
    case 'metrics':
      return ['ttft_mean', 'ttft_p99', 'output_token_throughput_per_gpu', 'error_rate'];
    case 'slo':
      return { ttft_p99: 0.5, tpot_mean: 0.05 };
    case 'run':
      return runs === undefined || points.rows === 0 ? undefined : (textAt(runs, 0) ?? undefined);
    case 'numbers':
      return [1, 10, 100];
    default:
      return undefined;
  }
}

/** Queries of a kind: bare, with its form filled in, and each of its frames and choices both ways. */
function queriesOf({ kind, frames, form }: Question, catalog: Catalog): object[] {
  const full: { [name: string]: unknown } = {};
  form.forEach((field) => {
    const value = filled(field, catalog);
    if (value !== undefined) {
      full[field.name] = value;
    }
  });
  const variants: object[] = [
    {},
    ...frames.map(({ name }) => ({ frame: name })),
    ...form.flatMap(({ name, choices = [] }) => choices.map(({ value }) => ({ [name]: value }))),
    { groupBy: ['model', 'serving_mode'] },
    { filters: [{ key: 'model', operator: '=~', value: '[lL]lama' }], limit: 5 },
  ];
  return variants.flatMap((variant) => [
    { kind, ...variant },
    { kind, ...full, ...variant },
  ]);
}

/** Queries of every kind and frame that there are, over a catalog. */
export function queriesOver(catalog: Catalog): object[] {
  const texts = QUESTIONS.flatMap((question) => queriesOf(question, catalog)).map((query) => JSON.stringify(query));
  return [...Array.from(new Set(texts), (text) => JSON.parse(text) as object), { kind: 'no such kind' }];
}
