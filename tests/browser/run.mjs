/**
 * Browser tests: the built plugin in Chromium, driven as a person would. Needs `npm run build` and Debian's chromium. Ends with
 * the line `N passed, N failed`.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import { buildForTests, buildHarness } from './build.mjs';
import { serveHarness } from './server.mjs';
import { writeStore } from './store.mjs';

const CHROMIUM = process.env.PRISM_CHROMIUM ?? '/usr/bin/chromium';
const SHOTS = 'build/screenshots';
/** ms that a step may take; more on a busy machine. */
const PATIENCE = Number(process.env.PRISM_PATIENCE ?? 8000);
/** Part of the names of the tests that are run; left out, all are. */
const ONLY = process.env.PRISM_ONLY ?? '';

if (!existsSync('dist/module.js')) {
  console.error('The plugin is not built: npm run build');
  process.exit(1);
}

let passed = 0;
let failed = 0;
const errors = [];

async function test(name, work) {
  if (!name.includes(ONLY)) {
    return;
  }
  try {
    errors.length = 0;
    await work();
    if (errors.length > 0) {
      throw new Error(`errors in the console: ${errors.join(' | ')}`);
    }
    passed++;
    console.log(`ok   ${name}`);
  } catch (error) {
    failed++;
    console.log(
      `FAIL ${name}\n     ${String(error?.message ?? error)
        .split('\n')
        .slice(0, 12)
        .join('\n     ')}`
    );
  }
}

function check(condition, message) {
  if (!condition) {
    throw new Error(message);
  }
}

mkdirSync(SHOTS, { recursive: true });
await Promise.all([
  buildHarness('build/browser/harness.js'),
  buildForTests('cli/serve.ts', 'build/browser/serve.mjs'),
  buildForTests('tests/browser/plugin-server.ts', 'build/browser/plugin-server.mjs'),
]);
const { serve } = await import('../../build/browser/serve.mjs');
const { pluginServer } = await import('../../build/browser/plugin-server.mjs');
const root = writeStore();
const store = await serve(root, 0);
let address = store.url;
const harness = await serveHarness({
  dist: 'dist',
  harness: 'build/browser/harness.js',
  store: () => address,
  plugin: pluginServer(() => address, 'dist/sample'),
});
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: [
    '--no-sandbox',
    '--disable-dev-shm-usage',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--no-first-run',
  ],
});

async function open(path, options = {}) {
  const viewport = options.viewport ?? { width: 1280, height: 1000 };
  const context = options.context ?? (await browser.newContext({ viewport }));
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  // A failed request of the page is the subject of some tests, not an error of the plugin.
  page.on(
    'console',
    (message) =>
      message.type() === 'error' &&
      !/Failed to load resource/.test(message.text()) &&
      errors.push(message.text().slice(0, 400))
  );
  page.on('pageerror', (error) => errors.push(String(error).slice(0, 400)));
  await page.goto(`${harness.url}/${path}`);
  await page.waitForSelector('[data-testid="config"], [data-testid="query"]');
  return page;
}

async function serious(page) {
  const { violations } = await new AxeBuilder({ page })
    .exclude('[data-testid="frame-of-grafana"]')
    .disableRules(['region', 'landmark-one-main', 'page-has-heading-one', 'document-title'])
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map(({ target }) => target.join(' '))
          .join('; ')}`
    );
}

/** Waits until the answers are complete and holds the texts of the first table. */
async function answers(page, state = 'Done') {
  await page.waitForSelector(`[data-testid="answers"][data-state="${state}"]`);
  return page.$$eval('[data-testid="frame"]', (tables) =>
    tables.map((table) => ({
      head: [...table.querySelectorAll('th')].map((cell) => cell.textContent),
      rows: [...table.querySelectorAll('tbody tr')].map((row) =>
        [...row.querySelectorAll('td')].map((cell) => cell.textContent)
      ),
    }))
  );
}

async function choose(page, id, text) {
  await page.click(`#${id}`);
  await page.fill(`#${id}`, text);
  await page.getByRole('option', { name: text, exact: false }).first().click();
}

/** Chooses the web server and waits for what Save & test says: an answer that arrives later closes an open menu. */
async function useStore(page) {
  await page.locator('input[title="Directory"]').click();
  await page.getByRole('button', { name: 'Save & test' }).click();
  await page.waitForFunction(() => document.querySelector('[data-testid="tested"]')?.textContent !== '', null, {
    timeout: 30000,
  });
}

await test('a fresh data source shows the sample', async () => {
  const page = await open('');
  await page.getByRole('button', { name: 'Save & test' }).click();
  await page.waitForFunction(() => document.querySelector('[data-testid="tested"]')?.textContent !== '');
  const tested = await page.textContent('[data-testid="tested"]');
  check(/^success: Found \d+ experiments?, \d+ runs?, \d+ points?/.test(tested), tested);
  const frames = await answers(page);
  check(frames[0].rows.length > 1, 'no rows of the sample');
  await page.screenshot({ path: `${SHOTS}/sample-dark.png`, fullPage: true });
  await page.context().close();
});

await test('a store behind a web server is added, counted, and its broken file named', async () => {
  const page = await open('');
  await useStore(page);
  const tested = await page.textContent('[data-testid="tested"]');
  // On success Grafana shows the message alone, whatever details came with it.
  check(tested.startsWith('success: ') && tested.includes('2 runs, 6 points'), tested);
  await answers(page);
  const notice = await page.textContent('[data-testid="notice"]');
  check(notice.includes('broken report.json'), notice);
  await page.context().close();
});

await test('a query is built and its numbers are those of the files', async () => {
  const page = await open('');
  await useStore(page);
  await answers(page);
  await choose(page, 'prism-A-shape', 'Table');
  await page.waitForFunction(() =>
    [...document.querySelectorAll('th')].some((cell) => cell.textContent === 'TTFT p99')
  );
  const [table] = await answers(page);
  const column = table.head.indexOf('TTFT p99');
  check(
    JSON.stringify(table.rows.map((row) => row[column])) === JSON.stringify(['0.5', '1', '1.5', '1', '2', '3']),
    JSON.stringify(table.rows)
  );
  await page.screenshot({ path: `${SHOTS}/query-table-dark.png`, fullPage: true });
  await page.context().close();
});

await test('another question draws another form and answers it', async () => {
  const page = await open('');
  await useStore(page);
  await answers(page);
  await choose(page, 'prism-A-kind', 'Prefill/decode');
  await choose(page, 'prism-A-frame', 'By load');
  await page.waitForFunction(() =>
    [...document.querySelectorAll('th')].some((cell) => cell.textContent === 'P/D against aggregated')
  );
  const [table] = await answers(page);
  const delta = table.head.indexOf('P/D against aggregated');
  check(
    table.rows.length === 3 && table.rows.every((row) => Math.abs(Number(row[delta]) - 0.1) < 1e-9),
    JSON.stringify(table.rows)
  );
  await page.screenshot({ path: `${SHOTS}/query-pd-dark.png`, fullPage: true });
  await page.context().close();
});

await test('a filter offers the values of the store and narrows the answer', async () => {
  const page = await open('?show=query');
  const before = (await answers(page))[0];
  await page.getByRole('button', { name: 'Add filter' }).click();
  await choose(page, 'prism-A-filters', 'Serving mode');
  await choose(page, 'prism-A-filters-0-value', 'disaggregated');
  await page.waitForFunction((count) => document.querySelectorAll('th').length < count, before.head.length);
  const after = (await answers(page))[0];
  check(after.head.length < before.head.length, `${before.head.length} then ${after.head.length} fields`);
  await page.screenshot({ path: `${SHOTS}/query-filter-dark.png`, fullPage: true });
  await page.context().close();
});

await test('an address that nobody answers names the step that failed', async () => {
  address = null;
  const page = await open('?show=config');
  await useStore(page);
  const tested = await page.textContent('[data-testid="tested"]');
  address = store.url;
  check(/^error: (Reachability|Listing|Address)/.test(tested), tested);
  await page.context().close();
});

await test('a path rule is tried on a path', async () => {
  const page = await open('?show=config');
  await page
    .getByRole('button', { name: /Names/ })
    .click()
    .catch(() => undefined);
  await page.getByRole('button', { name: 'Add path rule' }).click();
  await page.getByRole('textbox', { name: 'Path rule 1' }).fill('(?<prefill_replicas>\\d+)p(?<decode_replicas>\\d+)d');
  await page.fill('#prism-rules-try', 'exp-7/H100/llm-d-2p1d/result.json');
  await page.getByText('prefill_replicas = 2, decode_replicas = 1').waitFor();
  await page.screenshot({ path: `${SHOTS}/config-rules-dark.png`, fullPage: true });
  await page.context().close();
});

await test('built-in rules are shown with what they read, and a mapping is tried on a file', async () => {
  const page = await open('?show=config');
  await page.getByRole('button', { name: /Names/ }).click();
  await page.getByRole('button', { name: /Built-in path rules/ }).click();
  await page.getByText('isl1024_osl256/a.json → isl = 1024').waitFor();
  await page.locator('label[for="prism-builtin-tp"]').click();
  await page.fill('#prism-rules-try', 'x_tp4/ep8/a.json');
  await page.getByText('ep = 8', { exact: true }).waitFor();
  await page.screenshot({ path: `${SHOTS}/config-builtin-dark.png`, fullPage: true });
  await page.getByRole('button', { name: /Other files/ }).click();
  await page.getByRole('button', { name: 'Add mapping' }).click();
  await page.getByLabel('Name of mapping 1').fill('own tool');
  await page.getByLabel('Rows of mapping 1').fill('results');
  await page.getByLabel('Place 1 of mapping 1').fill('ttft["p99.9"]');
  await page.getByLabel('Metric or dimension 1 of mapping 1').fill('ttft_p99_9');
  await page.getByLabel('Unit 1 of mapping 1').fill('ms');
  await page.fill('#prism-mapping-1-try', '{"results": [{"ttft": {"p99.9": 250}}, {"ttft": {"p99.9": "x"}}]}');
  await page.getByText('ttft_p99_9 = 0.25 seconds').waitFor();
  await page.getByText('not a number').waitFor();
  const found = await serious(page);
  check(found.length === 0, found.join('\n'));
  await page.screenshot({ path: `${SHOTS}/config-mapping-dark.png`, fullPage: true });
  await page.setViewportSize({ width: 420, height: 900 });
  await page.screenshot({ path: `${SHOTS}/config-mapping-narrow.png`, fullPage: true });
  await page.context().close();
});

await test('a provisioned data source cannot be changed', async () => {
  const page = await open('?show=config&readonly');
  check(await page.locator('input[type="radio"]').first().isDisabled(), 'the kind of store can be changed');
  await page.context().close();
});

const SETTINGS = { store: { kind: 'http' } };
/** The address of a page whose data source was saved before. */
async function saved(settings = SETTINGS, more = '') {
  await fetch(`${harness.url}/settings`, { method: 'PUT', body: JSON.stringify(settings) });
  return `?show=query&settings=${encodeURIComponent(JSON.stringify(settings))}${more}`;
}

/** Sets what the page meets, opens it and waits for its answers; everything is as before afterwards. */
async function meet(state, work, path = undefined) {
  Object.assign(harness.state, { log: [], ...state });
  const page = await open(path ?? (await saved()));
  try {
    await work(page);
  } finally {
    Object.assign(harness.state, { worker: 'sound', refused: null });
    await page.context().close();
  }
}

const tablesOf = () => harness.state.log.filter((line) => line.includes('.arrow'));

await test('a worker answers from the catalog of the server, under the policy of Grafana', async () => {
  await meet({}, async (page) => {
    const [frame] = await answers(page);
    check(frame.rows.length === 3, JSON.stringify(frame));
    check(page.workers().length === 1, `${page.workers().length} workers`);
    check(harness.state.log[0] === '200 catalog' && tablesOf().length > 1, harness.state.log.join());
    check(!tablesOf().some((line) => /settings|components/.test(line)), tablesOf().join());
  });
});

for (const worker of ['missing', 'broken', 'silent']) {
  await test(`a worker that is ${worker}: the page answers`, async () => {
    await meet({ worker }, async (page) => {
      const [frame] = await answers(page);
      check(frame.rows.length === 3, JSON.stringify(frame));
      check(page.workers().length === 0, `${page.workers().length} workers`);
      errors.splice(0, errors.length, ...errors.filter((text) => !/broken|NetworkError|importScripts/.test(text)));
    });
  });
}

await test('the next page asks whether the catalog has changed, and downloads nothing', async () => {
  await meet({}, async (page) => {
    await answers(page);
    // Copies are written behind the answer.
    await page.waitForTimeout(500);
    harness.state.log = [];
    const next = await open(await saved(), { context: page.context() });
    const [frame] = await answers(next);
    check(frame.rows.length === 3, JSON.stringify(frame));
    check(harness.state.log.join() === '304 catalog', harness.state.log.join());
  });
});

await test('copies are not shown to somebody whom the server refuses, nor for other settings', async () => {
  await meet({}, async (page) => {
    await answers(page);
    await page.waitForTimeout(500);
    harness.state.refused = 403;
    const refused = await open(await saved(), { context: page.context() });
    await refused.getByText('Access denied').waitFor();
    check((await refused.$$('[data-testid="frame"]')).length === 0, 'a table is shown');
    Object.assign(harness.state, { refused: null, log: [] });
    const other = await open(await saved({ ...SETTINGS, revision: 'r2' }), { context: page.context() });
    await answers(other);
    check(harness.state.log[0] === '200 catalog' && tablesOf().length > 1, harness.state.log.join());
  });
});

for (const worker of ['without a database', 'with a database that refuses']) {
  await test(`a worker ${worker} keeps nothing and answers`, async () => {
    await meet({ worker }, async (page) => {
      await answers(page);
      harness.state.log = [];
      const next = await open(await saved(), { context: page.context() });
      const [frame] = await answers(next);
      check(frame.rows.length === 3, JSON.stringify(frame));
      check(next.workers().length === 1 && tablesOf().length > 1, harness.state.log.join());
    });
  });
}

await test('a store is read in the browser without the server', async () => {
  const path = await saved({ ...SETTINGS, readInBrowser: true });
  await meet(
    { refused: 500 },
    async (page) => {
      const [frame] = await answers(page);
      check(frame.rows.length === 3 && harness.state.log.length === 0, JSON.stringify(frame));
      check(page.workers().length === 1, `${page.workers().length} workers`);
    },
    path
  );
});

await test('a bucket and its keys are set up', async () => {
  for (const theme of ['dark', 'light']) {
    const page = await open(`?show=config&theme=${theme}`);
    await page.locator('input[title="Bucket"]').click();
    await page.fill('#prism-bucket', 'results');
    await page.fill('#prism-bucket-region', 'eu-north-1');
    check((await page.inputValue('#connection-url')) === 'https://s3.eu-north-1.amazonaws.com', 'no endpoint');
    await choose(page, 'auth-method-select', 'AWS keys');
    await page.fill('#prism-access-key', 'AKID');
    await page.getByRole('button', { name: /Answers/ }).click();
    await page.screenshot({ path: `${SHOTS}/config-bucket-${theme}.png`, fullPage: true });
    const found = await serious(page);
    check(found.length === 0, found.join('\n'));
    await page.context().close();
  }
});

for (const theme of ['dark', 'light']) {
  for (const [name, viewport] of [
    ['wide', { width: 1280, height: 1000 }],
    ['narrow', { width: 420, height: 900 }],
  ]) {
    await test(`accessible: ${theme}, ${name}`, async () => {
      const page = await open(`?theme=${theme}`, { viewport });
      await useStore(page);
      await answers(page);
      await page.screenshot({ path: `${SHOTS}/page-${theme}-${name}.png`, fullPage: true });
      const found = await serious(page);
      check(found.length === 0, found.join('\n'));
      await page.context().close();
    });
  }
}

await browser.close();
await harness.close();
await store.close();
rmSync(root, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
