import { METRICS } from './metrics';
import { conversionFactor, GRAFANA_UNIT, type Unit } from './units';

describe('declared units', () => {
  it.each<[string, Unit, number | null]>([
    ['s', 'seconds', 1],
    ['ms', 'seconds', 0.001],
    [' MS ', 'seconds', 0.001],
    ['us', 'seconds', 1e-6],
    ['ns', 'seconds', 1e-9],
    ['ms/token', 'seconds', 0.001],
    ['min', 'seconds', 60],
    ['tokens/s', 'tokens_per_second', 1],
    ['requests/min', 'requests_per_second', 1 / 60],
    ['percent', 'fraction', 0.01],
    ['%', 'fraction', 0.01],
    ['fraction', 'fraction', 1],
    ['MiB', 'bytes', 1048576],
    ['MB', 'bytes', 1e6],
    ['Gbit/s', 'bytes_per_second', 125e6],
    ['count', 'tokens', 1],
    ['watts', 'watts', 1],
    ['ms', 'tokens', null],
    ['s', 'fraction', null],
    ['tokens', 'seconds', null],
    ['furlongs', 'seconds', null],
    ['', 'seconds', null],
    ['constructor', 'seconds', null],
    ['__proto__', 'seconds', null],
  ])('%s as %s: %s', (declared, wanted, factor) => {
    expect(conversionFactor(declared, wanted)).toBe(factor);
  });

  it('each base unit has one of Grafana', () => {
    METRICS.forEach(({ unit }) => expect(GRAFANA_UNIT[unit]).toMatch(/\S/));
  });
});
