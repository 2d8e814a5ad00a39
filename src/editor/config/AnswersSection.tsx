import { ConfigSection } from '@grafana/plugin-ui';
import { Field, Switch } from '@grafana/ui';
import { selectors } from '../selectors';
import type { SectionProps } from './section';

/** Who reads the store, and who answers panels. */
export function AnswersSection({ options, readOnly, onChange }: SectionProps) {
  const { answerOnServer = false, readInBrowser = false, authType, store } = options;
  const isSample = (store?.kind ?? 'sample') === 'sample';
  return (
    <ConfigSection
      title="Answers"
      description="Grafana's server reads the store once for all users; panels are answered in the browser from what it read. Alert rules, expressions and public dashboards are always answered by the server."
      isCollapsible
      isInitiallyOpen={answerOnServer || readInBrowser}
    >
      <Field
        label="Answer on the server"
        description="Panels are answered by the server as well, for browsers that should download no catalog."
      >
        <Switch
          id={selectors.config.answerOnServer}
          value={answerOnServer}
          disabled={readOnly}
          onChange={(event) => onChange({ ...options, answerOnServer: event.currentTarget.checked })}
        />
      </Field>
      {!isSample && (
        <Field
          label="Read in the browser"
          description={
            authType === undefined
              ? "Each browser reads the store by itself through Grafana's proxy, without the server's catalog."
              : 'Not with keys that only the server knows.'
          }
        >
          <Switch
            id={selectors.config.readInBrowser}
            value={readInBrowser}
            disabled={readOnly || (authType !== undefined && !readInBrowser)}
            onChange={(event) => onChange({ ...options, readInBrowser: event.currentTarget.checked })}
          />
        </Field>
      )}
    </ConfigSection>
  );
}
