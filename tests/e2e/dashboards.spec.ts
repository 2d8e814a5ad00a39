import { expect, test } from '@grafana/plugin-e2e';

const DASHBOARDS = [
  { file: 'latency.json', uid: 'prism-latency' },
  { file: 'throughput.json', uid: 'prism-throughput' },
  { file: 'pd.json', uid: 'prism-pd' },
];

for (const { file, uid } of DASHBOARDS) {
  test(`${file} opens without a panel error`, async ({ gotoDashboardPage, page }) => {
    const dashboard = await gotoDashboardPage({ uid });
    await expect(page.getByTestId(/Panel header/).first()).toBeVisible();
    await expect(dashboard).not.toHavePanelErrors();
  });
}
