import { useState } from 'react';
import { Alert, Field, Text, TextArea } from '@grafana/ui';
import { selectors } from '../selectors';
import { tryMapping, type MappingOptions } from './try-mapping';
import { Wide } from './Wide';

/** Points that are shown; the others are counted. */
const SHOWN = 5;

interface Props {
  readonly number: number;
  readonly mapping: MappingOptions;
  readonly zoneOffsetMinutes: number | undefined;
}

/** What a mapping makes of a file that is pasted in, so that it can be tried before it is saved. */
export function MappingTryOut({ number, mapping, zoneOffsetMinutes }: Props) {
  const [text, setText] = useState('');
  const { points, problems } = tryMapping(mapping, text, zoneOffsetMinutes);
  const count = `${points.length} ${points.length === 1 ? 'point' : 'points'}`;
  return (
    <Wide>
      <Field label="Try on a file" description="Paste JSON or CSV. Nothing of it is saved.">
        <TextArea
          id={selectors.config.tryMapping(number)}
          rows={5}
          value={text}
          placeholder='{"model": "m", "results": [{"ttft_ms": 120}]}'
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </Field>
      <div aria-live="polite" data-testid={selectors.config.triedMapping(number)}>
        {text !== '' && <div>{points.length > SHOWN ? `${count}, of which the first ${SHOWN}:` : `${count}`}</div>}
        {points.slice(0, SHOWN).map(({ dimensions, metrics, settings }, index) => (
          <div key={index} style={{ overflowWrap: 'anywhere' }}>
            <div>{metrics}</div>
            <Text variant="bodySmall" color="secondary">
              {[dimensions, settings].filter((part) => part !== '').join(', ')}
            </Text>
          </div>
        ))}
      </div>
      {problems.map((problem) => (
        <Alert key={problem} severity="warning" title={problem} />
      ))}
    </Wide>
  );
}
