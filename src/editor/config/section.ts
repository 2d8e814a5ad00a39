import type { DataSourceSettings } from '@grafana/data';
import type { PrismOptions, PrismSecrets } from '../../types';

export type Settings = DataSourceSettings<PrismOptions, PrismSecrets>;

/** What every section of the settings gets. */
export interface SectionProps {
  readonly options: PrismOptions;
  readonly readOnly: boolean;
  onChange(options: PrismOptions): void;
}

/** What a section gets that also edits secrets. */
export interface SecretsProps {
  readonly settings: Settings;
  readonly readOnly: boolean;
  onChange(settings: Settings): void;
}

/** Lines of a text area, blank ones left out. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
