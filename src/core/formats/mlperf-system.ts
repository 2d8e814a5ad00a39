import { component, fragment, type Component, type Setting } from '../model/record';
import { at, meaningful, number, text } from './fields';
import type { Format } from './format';
import { product } from './metric-set';
import { setting } from './settings';

const SYSTEM = 'mlperf-system';

function isSystem(value: unknown): boolean {
  return at(value, 'accelerator_model_name') !== undefined && at(value, 'system_name') !== undefined;
}

function systemOf(value: unknown): readonly Component[] {
  const accelerator = meaningful(at(value, 'accelerator_model_name'));
  const count = (key: string): number | null => {
    const found = number(at(value, key));
    return found !== null && found > 0 && Number.isInteger(found) ? found : null;
  };
  const all = product(count('accelerators_per_node'), count('number_of_nodes'));
  return accelerator === null
    ? []
    : [
        component({
          role: 'replica',
          label: text(at(value, 'system_name')),
          replicas: 1,
          accelerator,
          acceleratorsPerReplica: all,
        }),
      ];
}

const KEPT = ['submitter', 'division', 'status', 'framework', 'host_processor_model_name', 'operating_system'];

/** The description of a system under test: context of the runs beside it. */
export const mlperfSystem: Format = {
  id: SYSTEM,
  title: 'MLPerf system description',
  files: 'systems/<system>.json',
  traps: [
    'Numbers may be written as texts.',
    'It completes points of its own directory alone; in the tree of a round it lies apart from the results.',
  ],
  drop: [],
  origin: 'documentation',
  detect: (document) => (document.kind === 'value' && isSystem(document.value) ? { version: null } : null),
  read(document, source) {
    if (document.kind !== 'value' || !isSystem(document.value)) {
      return [];
    }
    const { value } = document;
    return [
      fragment({
        grain: 'context',
        source,
        format: SYSTEM,
        dimensions: {
          hardware: meaningful(at(value, 'accelerator_model_name')),
          engine: meaningful(at(value, 'framework')),
        },
        components: systemOf(value),
        settings: KEPT.reduce<Setting[]>((all, key) => all.concat(setting('system', key, at(value, key))), []),
      }),
    ];
  },
};
