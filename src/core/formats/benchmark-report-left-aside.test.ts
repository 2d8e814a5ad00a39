import { leftAside } from './benchmark-report-left-aside';

describe('what a report holds besides', () => {
  it('is named: series, keys of collectors and figures of components that no metric takes', () => {
    const component = {
      component_label: 'decode',
      aggregate: { gpu_cache_usage: {}, kv_cache_usage: {} },
      time_series: [],
    };
    const [issue, ...others] = leftAside(
      {
        request_performance: { aggregate: {}, time_series: {} },
        observability: { my_own_key: 1, drop_rate: {}, components: [component, component] },
        profiling: {},
      },
      'r.yaml'
    );
    expect(others).toEqual([]);
    expect(issue).toEqual({
      severity: 'info',
      rule: 'left-in-the-file',
      path: 'r.yaml',
      message:
        'results has profiling, request_performance.time_series, observability.my_own_key, observability.components.time_series, observability.components.aggregate.gpu_cache_usage: series, or no metric of the table, so they stay in the file.',
    });
  });

  it('is nothing where everything is read, and where the results are none', () => {
    expect(leftAside({ request_performance: { aggregate: {} }, session_performance: {} }, 'r')).toEqual([]);
    expect([leftAside(null, 'r'), leftAside([1], 'r'), leftAside('x', 'r')]).toEqual([[], [], []]);
  });
});
