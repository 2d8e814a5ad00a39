import { parseConfig, type Config } from '../core/model/config';

/** Settings that cannot be read: what is wrong, by the name of each. */
export class SettingsError extends Error {
  constructor(problems: ReadonlyArray<{ at: string; message: string }>) {
    super(
      `The settings of the data source cannot be read. ${problems.map(({ at, message }) => `${at}: ${message}`).join('; ')}.`
    );
    this.name = 'SettingsError';
  }
}

export function configOf(options: unknown): Config {
  const parsed = parseConfig(options);
  if (!parsed.ok) {
    throw new SettingsError(parsed.problems);
  }
  return parsed.value;
}
