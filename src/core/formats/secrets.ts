/**
 * Tells what may be a secret by its name and by its look. It errs on the side of silence: a setting that is left out costs a
 * row of a table, one that is kept may cost a key.
 */

/** Words of a name. `tokens` is none of them: `max_num_batched_tokens` is a size. */
const WORDS = new Set(['key', 'keys', 'pwd', 'auth', 'bearer', 'cookie', 'cookies', 'header', 'headers']);

/** Endings of a word that may be glued to another: `apikey`, `hftoken`. */
const ENDING = /(?:apikeys?|token|secrets?|password|passwd|passphrase|authorization|credentials?)$/;

/** `HFToken`, `api-keys` and `AWS_ACCESS_KEY_ID_2` as words in lower case, without digits at their ends. */
function words(name: string): string[] {
  return name
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/\d+$/, ''));
}

export function isSecretWord(name: string): boolean {
  return words(name).some((word) => WORDS.has(word) || ENDING.test(word));
}

/** A password in an address, a scheme of HTTP, tokens that say what they are, a private key, a secret named inside a text. */
const LOOKS: readonly RegExp[] = [
  /:\/\/[^/\s@]*:[^/\s@]*@/,
  /^\s*(?:bearer|basic)\s+\S/i,
  /(?:^|[^A-Za-z0-9])(?:hf_[A-Za-z0-9]{16,}|sk-[A-Za-z0-9_-]{16,}|gh[opsur]_[A-Za-z0-9]{16,}|glpat-[\w-]{16,}|nvapi-[\w-]{16,}|xox[abp]-[\w-]{8,}|AKIA[A-Z0-9]{12,}|AIza[\w-]{24,})/,
  /-----BEGIN /,
  /(?:api[-_]?keys?|token|password|passwd|secret|authorization|credentials?)["']?\s*(?:[:=]|\s)\s*["']?[^\s"',}]/i,
];

/** Settings are cut far below this, and a pattern must not work its way through a whole file. */
const MAX_LOOKED_AT = 2000;

/** True for a text that carries a secret at its beginning, whatever its name is. */
export function looksSecret(value: string): boolean {
  const beginning = value.slice(0, MAX_LOOKED_AT);
  return LOOKS.some((look) => look.test(beginning));
}
