import { Field, SecretInput } from '@grafana/ui';
import type { PrismSecrets } from '../../types';
import type { SecretsProps } from './section';
import { Wide } from './Wide';

type Name = Extract<keyof PrismSecrets, 'accessKey' | 'secretKey' | 'sessionToken'>;

/** The settings with a secret entered; undefined removes it, and it has to be entered anew. */
export function withSecret(
  settings: SecretsProps['settings'],
  name: keyof PrismSecrets,
  value: string | undefined
): SecretsProps['settings'] {
  return {
    ...settings,
    secureJsonData: { ...settings.secureJsonData, [name]: value ?? '' },
    secureJsonFields: { ...settings.secureJsonFields, ...(value === undefined ? { [name]: false } : {}) },
  };
}

interface Props extends SecretsProps {
  readonly id: string;
  readonly name: Name;
  readonly label: string;
  readonly description: string;
}

/** A secret, which is written and never read back. */
export function SecretField({ id, name, label, description, settings, readOnly, onChange }: Props) {
  return (
    <Wide>
      <Field label={label} description={description}>
        <SecretInput
          id={id}
          isConfigured={settings.secureJsonFields[name] === true}
          value={settings.secureJsonData?.[name] ?? ''}
          disabled={readOnly}
          onChange={(event) => onChange(withSecret(settings, name, event.currentTarget.value))}
          onReset={() => onChange(withSecret(settings, name, undefined))}
        />
      </Field>
    </Wide>
  );
}
