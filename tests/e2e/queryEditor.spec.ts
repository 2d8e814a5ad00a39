import { expect, test } from '@grafana/plugin-e2e';

test('a panel shows the points of the sample', async ({ panelEditPage, readProvisionedDataSource }) => {
  const source = await readProvisionedDataSource({ fileName: 'prism.yaml', name: 'Prism sample' });
  await panelEditPage.datasource.set(source.name);
  await panelEditPage.setVisualization('Table');
  const row = panelEditPage.getQueryEditorRow('A');
  await row.getByLabel('Shape').fill('Table');
  await row.page().getByRole('option', { name: /Table/ }).first().click();
  await expect(panelEditPage.panel.fieldNames).toContainText(['TTFT p99']);
});

test('an unknown metric is answered with the nearest name', async ({ panelEditPage, readProvisionedDataSource }) => {
  const source = await readProvisionedDataSource({ fileName: 'prism.yaml', name: 'Prism sample' });
  await panelEditPage.datasource.set(source.name);
  const row = panelEditPage.getQueryEditorRow('A');
  await row.getByLabel('Metrics').fill('ttft_p9x');
  await row.page().keyboard.press('Enter');
  await expect(row.getByText(/Did you mean/)).toBeVisible();
});
