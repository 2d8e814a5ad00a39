import * as v from 'valibot';

/**
 * A file of a tool that no reader knows, described in the settings: which values of it are which metric or dimension. It is
 * asked for files that no reader recognises, so it never overrules one.
 */

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));

const fieldSchema = v.object({
  /** Where the value is: `results.latency["p99.9"]`, `rows[0].ttft`, or the name of a CSV column. Left out with `value`. */
  from: v.optional(text(500), ''),
  /** A value that is the same for the whole file, such as the name of the tool. */
  value: v.optional(text(500), ''),
  /** A metric (`ttft_p99`, `request_throughput`), a dimension (`model`), `label.<name>` or `setting.<name>`. */
  to: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  /** Unit of the file (`ms`, `tokens/s`, `%`). Left out: the base unit of the metric. */
  unit: v.optional(text(40), ''),
});

export const mappingSchema = v.object({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  /** Regular expression over the path; left out, every file that no reader knows is tried. */
  pattern: v.optional(text(1000), ''),
  /** Where the rows of a JSON file are, each of them a load point. Left out: the document, or its elements where it is an array. */
  rows: v.optional(text(500), ''),
  fields: v.pipe(v.array(fieldSchema), v.minLength(1), v.maxLength(200)),
});

export type Mapping = v.InferOutput<typeof mappingSchema>;
export type MappingField = Mapping['fields'][number];
