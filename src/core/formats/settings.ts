import type { Setting } from '../model/record';
import { text } from './fields';

/** Names under which secrets are kept. `tokens` as in `max_num_batched_tokens` is none of them. */
const SECRET =
  /(^|[_.\-\s])(key|apikey|secret|password|passwd|passphrase|token|auth|authorization|credentials?|bearer|cookies?|headers?)$/i;

/** True for the name of a value that is never read. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name);
}

/** A value as the text of a setting, null for what is no scalar: arrays may be data of single requests. */
export function settingText(value: unknown): string | null {
  return typeof value === 'boolean' ? String(value) : text(value);
}

/** The setting, or nothing where the value is no scalar or the name that of a secret. */
export function setting(component: string, key: string, value: unknown): readonly Setting[] {
  const written = isSecretName(key) ? null : settingText(value);
  return written === null ? [] : [{ component, key, value: written }];
}
