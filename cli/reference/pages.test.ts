import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { PAGES } from './pages';

describe('pages made from the code', () => {
  it.each(Object.keys(PAGES))('docs/%s is up to date (npm run docs writes it)', (name) => {
    expect(readFileSync(resolve('docs', name), 'utf8')).toBe(PAGES[name]());
  });
});
