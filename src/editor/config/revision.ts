import type { Settings } from './section';

function secretsOf({ secureJsonData, secureJsonFields }: Settings): string {
  return JSON.stringify([secureJsonData ?? {}, secureJsonFields]);
}

/**
 * The settings after a change, with another revision where a secret was entered or removed: saved secrets are shown to nobody, so
 * without it copies that were read with the old one would still count.
 */
export function withRevision(before: Settings, after: Settings, revision: string): Settings {
  return secretsOf(before) === secretsOf(after) ? after : { ...after, jsonData: { ...after.jsonData, revision } };
}
