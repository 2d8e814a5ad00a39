import { formatsPage } from './formats';
import { queriesPage } from './queries';
import { tablesPage } from './tables';

/** Pages of docs/ that are made from the code, by file name. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'queries.md': queriesPage,
  'metrics.md': tablesPage,
  'formats.md': formatsPage,
};
