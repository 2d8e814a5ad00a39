import { fragment, type Dimensions, type Fragment, type Issue, type Setting } from '../model/record';
import { benchmarkReport } from './benchmark-report';
import { at, fields, list, meaningful, number, text, type Fields } from './fields';
import type { Format, ReadContext } from './format';
import { looksSecret } from './secrets';
import { setting } from './settings';

const ID = 'prism-results-store';

function isPayload(value: unknown): boolean {
  const first = list(at(value, 'entries'))[0];
  return (
    (at(value, 'runId') !== undefined || at(value, 'runLabel') !== undefined) &&
    at(value, 'model_name') !== undefined &&
    at(first, 'raw_report') !== undefined
  );
}

/** The last state of the review: staged, submitted_…, unlisted, public, promoted or rejected. */
function reviewState(value: unknown): string | null {
  const history = list(at(value, 'review', 'history'));
  return (
    text(at(history[history.length - 1], 'status')) ?? text(at(value, 'review', 'status')) ?? text(at(value, 'status'))
  );
}

/** What the submitter says; the reports themselves have the last word. */
function submitted(value: unknown): Dimensions {
  const gpus = number(at(value, 'hardware', 'accelerator_count'));
  return {
    model: meaningful(at(value, 'model_name')),
    hardware: meaningful(at(value, 'hardware', 'hardware_name')),
    gpus: gpus !== null && gpus > 0 ? gpus : null,
    engine: meaningful(at(value, 'inference_tool')),
    engine_version: meaningful(at(value, 'inference_tool_version')),
    run: text(at(value, 'runLabel')),
    'label.review_state': reviewState(value),
    'label.well_lit_path': text(at(value, 'well_lit_path')),
    'label.author': text(at(value, 'github_author', 'username')),
  };
}

/** Addresses of manifests and evidence; contents that stand in the file itself are not kept. */
function links(section: unknown, kind: string): Setting[] {
  const object: Fields = fields(section) ?? {};
  return Object.keys(object)
    .slice(0, 50)
    .reduce<Setting[]>((all, name) => {
      const address = text(object[name]);
      const isKept = address !== null && /^https?:\/\//i.test(address) && !looksSecret(address);
      return isKept
        ? all.concat([{ component: 'submission', key: `${kind}.${name.slice(0, 200)}`, value: address.slice(0, 500) }])
        : all;
    }, []);
}

function settingsOf(value: unknown): readonly Setting[] {
  const tools: Fields = fields(at(value, 'other_tools')) ?? {};
  return [
    ...setting('submission', 'runId', at(value, 'runId')),
    ...setting('submission', 'submitted_at', at(value, 'submitted_at')),
    ...setting('submission', 'review_state', reviewState(value)),
    ...setting('submission', 'reviewer', at(value, 'review', 'reviewer')),
    ...Object.keys(tools)
      .slice(0, 50)
      .reduce<Setting[]>((all, name) => all.concat(setting('submission', `tool.${name}`, tools[name])), []),
    ...links(at(value, 'manifests'), 'manifest'),
    ...links(at(value, 'evidence'), 'evidence'),
  ];
}

function rejected(value: unknown, path: string): readonly Issue[] {
  return reviewState(value) === 'rejected'
    ? [
        {
          severity: 'warning',
          rule: 'rejected-in-review',
          path,
          message: 'A reviewer rejected this submission; its figures are shown as submitted.',
        },
      ]
    : [];
}

/** Values of the reports, gaps filled by what the submitter says. */
function filled(own: Dimensions, given: Dimensions): Dimensions {
  const whole: { [id: string]: string | number | null | undefined } = { ...given };
  Object.keys(own).forEach((id) => {
    if (own[id] !== null && own[id] !== undefined) {
      whole[id] = own[id];
    }
  });
  return { ...whole, run: given.run ?? own.run };
}

function read(value: unknown, source: Fragment['source'], context: ReadContext): readonly Fragment[] {
  const given = submitted(value);
  const settings = settingsOf(value);
  const runId = text(at(value, 'runId'));
  const issues = rejected(value, source.path);
  return list(at(value, 'entries')).reduce<Fragment[]>((all, entry, index) => {
    const report = { kind: 'value' as const, value: at(entry, 'raw_report') };
    const detection = benchmarkReport.detect(report);
    const stage = number(at(entry, 'prism_stage_index'));
    const parts = detection === null ? [] : benchmarkReport.read(report, source, context);
    if (parts.length === 0) {
      const message = `Entry ${index} holds no Benchmark Report of a known version; it is left out.`;
      return all.concat(
        fragment({
          grain: 'context',
          source,
          format: ID,
          issues: [{ severity: 'warning', rule: 'wrong-type', path: source.path, message }],
        })
      );
    }
    return all.concat(
      parts.map((part) => ({
        ...part,
        format: ID,
        formatVersion: detection === null ? null : detection.version,
        runKey: `${ID}:${runId ?? source.path}`,
        stage: stage !== null && Number.isInteger(stage) && stage >= 0 ? stage : (part.stage ?? index),
        madeFrom: null,
        dimensions: filled(part.dimensions, given),
        settings: index === 0 ? part.settings.concat(settings) : part.settings,
        issues: index === 0 ? part.issues.concat(issues) : part.issues,
      }))
    );
  }, []);
}

/** Submissions to the results store of llm-d Prism: Benchmark Reports with what a reviewer made of them. */
export const prismResultsStore: Format = {
  id: ID,
  title: 'Prism results store',
  files: 'prism-results-store/<uuid>.v1.json',
  traps: [
    'Figures are those of the Benchmark Reports inside; model, hardware and tool of the submission fill gaps alone.',
    'The state of the review is the dimension label.review_state; a rejected submission is shown and marked.',
    'Manifests and evidence are kept as links; contents inside the file are not.',
  ],
  drop: [],
  origin: 'documentation',
  detect: (document) =>
    document.kind === 'value' && isPayload(document.value) ? { version: text(at(document.value, 'format')) } : null,
  read: (document, source, context) =>
    document.kind === 'value' && isPayload(document.value) ? read(document.value, source, context) : [],
};
