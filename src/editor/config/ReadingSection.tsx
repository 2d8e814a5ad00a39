import { ConfigSection } from '@grafana/plugin-ui';
import { selectors } from '../selectors';
import { NumberSetting } from './NumberSetting';
import type { SectionProps } from './section';

const MEGABYTE = 1024 * 1024;

/** How much is read, and how often. */
export function ReadingSection({ options, readOnly, onChange }: SectionProps) {
  const store = options.store ?? {};
  const setStore = (change: Partial<typeof store>): void => onChange({ ...options, store: { ...store, ...change } });
  return (
    <ConfigSection title="Reading" description="How much is read, and how often." isCollapsible isInitiallyOpen={false}>
      <NumberSetting
        id={selectors.config.refresh}
        label="Refresh interval (s)"
        description="A catalog older than this is refreshed; only what changed is read again."
        value={options.refreshSeconds}
        fallback={300}
        readOnly={readOnly}
        onChange={(refreshSeconds) => onChange({ ...options, refreshSeconds })}
      />
      <NumberSetting
        id={selectors.config.zone}
        label="Zone of times without one (minutes east of UTC)"
        description="Some tools write local times without a zone. 0 takes them for UTC."
        value={options.zoneOffsetMinutes}
        fallback={0}
        readOnly={readOnly}
        onChange={(zoneOffsetMinutes) => onChange({ ...options, zoneOffsetMinutes })}
      />
      {store.kind === 'http' && (
        <NumberSetting
          id={selectors.config.depth}
          label="Depth"
          description="Directories below the root that are followed."
          value={store.maxDepth}
          fallback={12}
          readOnly={readOnly}
          onChange={(maxDepth) => setStore({ maxDepth })}
        />
      )}
      {(store.kind === 'http' || store.kind === 's3') && (
        <>
          <NumberSetting
            id={selectors.config.objects}
            label="Most objects"
            description="Objects beyond this number are left aside, with a notice."
            value={store.maxObjects}
            fallback={50000}
            readOnly={readOnly}
            onChange={(maxObjects) => setStore({ maxObjects })}
          />
          <NumberSetting
            id={selectors.config.size}
            label="Largest object (MB)"
            description="Larger objects are left aside, with a reason."
            value={store.maxObjectBytes === undefined ? undefined : store.maxObjectBytes / MEGABYTE}
            fallback={16}
            readOnly={readOnly}
            onChange={(size) =>
              setStore({ maxObjectBytes: size === undefined ? undefined : Math.round(size * MEGABYTE) })
            }
          />
        </>
      )}
    </ConfigSection>
  );
}
