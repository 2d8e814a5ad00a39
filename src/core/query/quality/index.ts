import * as v from 'valibot';
import type { Frame } from '../../frames/frame';
import type { TableName } from '../../model/catalog';
import { baseEntries, FILTERS_FIELD, LIMIT_FIELD, limitRows } from '../common';
import { dimensionTables } from '../data';
import type { QueryDefinition } from '../definition';
import { filterTables, selectStages } from '../filters';
import { coverageFrame, matrixFrame } from './coverage';
import { filesFrame, formatsFrame } from './files';
import { bySeverity, computed, stated } from './findings';
import { issuesFrame, rulesFrame } from './issues';
import { RULES } from './rules';
import { verdictFrame } from './verdict';

const FRAMES = ['issues', 'formats', 'files', 'rules', 'coverage', 'matrix', 'verdict'] as const;

type FrameName = (typeof FRAMES)[number];

export const qualitySchema = v.object({
  kind: v.literal('quality'),
  ...baseEntries,
  frame: v.optional(v.picklist(FRAMES)),
});

export type QualityQuery = v.InferOutput<typeof qualitySchema>;

/** Frames that need the figures of the points, and so the tables of their metrics. */
const COMPUTED: ReadonlySet<FrameName | undefined> = new Set([undefined, 'issues', 'rules', 'verdict'] as const);

const RULE_TABLES: readonly TableName[] = Array.from(
  new Set(RULES.reduce<string[]>((all, { bases }) => all.concat(bases), []))
).map((base): TableName => `metrics/${base}`);

export const quality: QueryDefinition<QualityQuery> = {
  kind: 'quality',
  title: 'Data quality',
  question: 'What is wrong with the data?',
  frames: [
    {
      name: 'issues',
      label: 'Issues',
      description: 'What could not be read and what looks wrong in the figures, with the mend.',
    },
    { name: 'rules', label: 'Rules', description: 'Issues and points by severity and rule.' },
    {
      name: 'coverage',
      label: 'Coverage',
      description: 'Model x hardware x workload: runs, points, and the age of the newest run.',
    },
    {
      name: 'matrix',
      label: 'Coverage matrix',
      description: 'Runs of each model and workload, one column a kind of hardware; empty was never measured.',
    },
    {
      name: 'verdict',
      label: 'Verdict',
      description: 'The answer in words, and the share of points without a warning.',
    },
    {
      name: 'formats',
      label: 'Formats',
      description: 'Files and points by producer and version, and what was left aside.',
    },
    { name: 'files', label: 'Files left aside', description: 'Objects that gave nothing, each with its reason.' },
  ],
  schema: qualitySchema,
  form: [FILTERS_FIELD, LIMIT_FIELD],
  tables: ({ frame, filters }) => [
    'issues',
    'objects',
    ...filterTables(filters),
    ...dimensionTables('workload'),
    ...(COMPUTED.has(frame) ? RULE_TABLES : []),
  ],
  run(query, data, context) {
    const rows = selectStages(data, query.filters);
    const { found, doubtful } = COMPUTED.has(query.frame)
      ? computed(data, rows)
      : { found: [], doubtful: new Uint8Array(0) };
    const findings = COMPUTED.has(query.frame) ? bySeverity([...stated(data, rows), ...found]) : [];
    const frames: Readonly<Record<FrameName, () => Frame>> = {
      issues: () => issuesFrame(findings),
      formats: () => formatsFrame(data),
      files: () => filesFrame(data),
      rules: () => rulesFrame(findings),
      coverage: () => coverageFrame(data, rows, context.now),
      matrix: () => matrixFrame(data, rows),
      verdict: () => verdictFrame(data, rows, findings, doubtful, context.now),
    };
    return FRAMES.filter((name) => query.frame === undefined || query.frame === name).map((name) =>
      limitRows(frames[name](), query.limit, context)
    );
  },
};
