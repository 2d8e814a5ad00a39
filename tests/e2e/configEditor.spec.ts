import { expect, test } from '@grafana/plugin-e2e';

const TYPE = 'llmd-prism-datasource';

test('Save & test counts the sample results', async ({ createDataSourceConfigPage, page }) => {
  const configPage = await createDataSourceConfigPage({ type: TYPE });
  await page.getByRole('radio', { name: 'Sample' }).check({ force: true });
  await page.getByRole('button', { name: 'Save & test' }).click();
  await expect(configPage).toHaveAlert('success', { hasText: /Found \d+ experiments?, \d+ runs?, \d+ points?/ });
});

test('Save & test names the step that failed', async ({ createDataSourceConfigPage, page }) => {
  const configPage = await createDataSourceConfigPage({ type: TYPE });
  await page.getByRole('radio', { name: 'Directory' }).check({ force: true });
  await page.getByPlaceholder('https://results.example.com').fill('http://127.0.0.1:9');
  await page.getByRole('button', { name: 'Save & test' }).click();
  await expect(configPage).toHaveAlert('error', { hasText: /Reachability/ });
});

test('a provisioned data source cannot be changed', async ({
  readProvisionedDataSource,
  gotoDataSourceConfigPage,
  page,
}) => {
  const source = await readProvisionedDataSource({ fileName: 'prism.yaml', name: 'Prism sample' });
  await gotoDataSourceConfigPage(source.uid);
  await expect(page.getByRole('radio', { name: 'Directory' })).toBeDisabled();
});
