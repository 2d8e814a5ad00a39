import type { PrismOptions } from '../../types';

/** What every section of the settings gets. */
export interface SectionProps {
  readonly options: PrismOptions;
  readonly readOnly: boolean;
  onChange(options: PrismOptions): void;
}

/** Lines of a text area, blank ones left out. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
