import { useMemo, useState } from 'react';
import { ConfigSubSection } from '@grafana/plugin-ui';
import { Alert, Field, Input, Stack } from '@grafana/ui';
import { AddRow, RemoveRow } from './RowButtons';
import { applyAliases, compileRules, dimensionsOfPath, type Rules } from '../../core/ingest/rules';
import { selectors } from '../selectors';
import { written } from './reading';
import { useRows } from './rows';
import type { SectionProps } from './section';
import { Wide } from './Wide';

type Options = SectionProps['options'];

function readingOf(path: string, compiled: Rules): { text: string; problems: string[] } {
  const problems = compiled.issues.map(({ message }) => message);
  if (path === '') {
    return { text: 'Paste the path of a result file to see what the rules read from it.', problems };
  }
  const own = dimensionsOfPath(path, compiled.paths);
  const text = written(applyAliases({ ...own, ...compiled.builtin.fill(path, own) }, compiled.aliases));
  return { text: text === '' ? 'No rule matches.' : text, problems };
}

/** What the rules read from a path that is pasted in, so that a rule can be tried before it is saved. */
function TryOut({ options }: { readonly options: Options }) {
  const [path, setPath] = useState('');
  const { rules, aliases, builtinRules } = options;
  const compiled = useMemo(
    () => compileRules(rules ?? [], aliases ?? [], builtinRules?.disabled),
    [rules, aliases, builtinRules]
  );
  const { text, problems } = readingOf(path, compiled);
  return (
    <Wide>
      <Field label="Try on a path" description={<span aria-live="polite">{text}</span>}>
        <Input
          id={selectors.config.tryPath}
          value={path}
          placeholder="exp-7/H100/llm-d-2p1d/result.json"
          onChange={(event) => setPath(event.currentTarget.value)}
        />
      </Field>
      {problems.map((problem) => (
        <Alert key={problem} severity="error" title={problem} />
      ))}
    </Wide>
  );
}

/** Rules that read dimensions from paths. */
export function PathRules({ options, readOnly, onChange }: SectionProps) {
  const { rows, add, remove, change } = useRows(
    options.rules ?? [],
    ({ pattern }) => pattern === '',
    (rules) => onChange({ ...options, rules })
  );
  return (
    <ConfigSubSection
      title="Path rules"
      description="What only the path tells: regular expressions with named groups. A group named like a dimension sets it, any other name becomes label.<name>."
    >
      <Stack direction="column" gap={1}>
        {rows.map(({ pattern }, index) => (
          <Stack key={index} direction="row" gap={1} alignItems="center">
            <Wide>
              <Input
                aria-label={selectors.config.rule(index + 1)}
                value={pattern}
                placeholder="(?<prefill_replicas>\d+)p(?<decode_replicas>\d+)d"
                disabled={readOnly}
                onChange={(event) => change(index, { pattern: event.currentTarget.value })}
              />
            </Wide>
            <RemoveRow
              label={selectors.config.removeRule(index + 1)}
              disabled={readOnly}
              onClick={() => remove(index)}
            />
          </Stack>
        ))}
        <AddRow label={selectors.config.addRule} disabled={readOnly} onClick={() => add({ pattern: '' })} />
        <TryOut options={options} />
      </Stack>
    </ConfigSubSection>
  );
}
