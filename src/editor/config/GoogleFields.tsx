import { useState } from 'react';
import { Button, Field, Input, Stack, TextArea } from '@grafana/ui';
import { selectors } from '../selectors';
import { parseGoogleKey } from './google-key';
import { withSecret } from './SecretField';
import type { SecretsProps } from './section';
import { Wide } from './Wide';

/** The key of a Google service account: its parts are kept apart, the private one as a secret. */
export function GoogleFields({ settings, readOnly, onChange }: SecretsProps) {
  const [wrong, setWrong] = useState(false);
  const entered = settings.secureJsonData?.privateKey ?? '';
  const configured = settings.secureJsonFields.privateKey === true || entered !== '';
  const paste = (text: string): void => {
    const key = parseGoogleKey(text);
    setWrong(key === null && text.trim() !== '');
    if (key !== null) {
      const { clientEmail, tokenUri } = key;
      onChange({
        ...withSecret(settings, 'privateKey', key.privateKey),
        jsonData: { ...settings.jsonData, clientEmail, tokenUri },
      });
    }
  };
  if (configured) {
    return (
      <Wide>
        <Field label="Service account">
          <Stack direction="row" gap={1}>
            <Input id={selectors.config.googleAccount} value={settings.jsonData.clientEmail ?? ''} readOnly />
            <Button
              variant="secondary"
              disabled={readOnly}
              onClick={() => onChange(withSecret(settings, 'privateKey', undefined))}
            >
              Reset key
            </Button>
          </Stack>
        </Field>
      </Wide>
    );
  }
  return (
    <Wide>
      <Field
        label="JSON key"
        description="Paste the key of a service account that may read the bucket (devstorage.read_only)."
        invalid={wrong}
        error="This is no JSON key of a service account."
      >
        <TextArea
          id={selectors.config.googleKey}
          rows={4}
          placeholder='{"type": "service_account", …}'
          disabled={readOnly}
          onChange={(event) => paste(event.currentTarget.value)}
        />
      </Field>
    </Wide>
  );
}
