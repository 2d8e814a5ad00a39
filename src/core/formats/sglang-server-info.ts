import { component, type Component, type Dimensions, type Role, type Setting } from '../model/record';
import { engineArguments } from './engine-args';
import { at, fields, list, meaningful, number, text, type Fields } from './fields';
import { aboveZero, product } from './metric-set';

/** What `server_info` tells of the deployment: its components, what they agree on, and all its scalars as settings. */
export interface ServerInfo {
  readonly components: readonly Component[];
  readonly dimensions: Dimensions;
  readonly settings: readonly Setting[];
}

const NOTHING: ServerInfo = { components: [], dimensions: {}, settings: [] };

interface Server {
  readonly role: Role;
  readonly info: Fields;
}

const ROLES: Readonly<Record<string, Role>> = { prefill: 'prefill', decode: 'decode' };

/** One server, or the workers that a router reports by their role. */
function serversOf(info: Fields): Server[] {
  const behindRouter = ['prefill', 'decode'].reduce<Server[]>((all, name) => {
    const workers = list(info[name])
      .map(fields)
      .filter((worker): worker is Fields => worker !== null);
    return all.concat(workers.map((worker) => ({ role: ROLES[name], info: worker })));
  }, []);
  const mode = text(info.disaggregation_mode) ?? '';
  return behindRouter.length > 0
    ? behindRouter
    : [{ role: Object.prototype.hasOwnProperty.call(ROLES, mode) ? ROLES[mode] : 'replica', info }];
}

/** Attention is data parallel within the TP group; without that every DP rank has accelerators of its own. */
function accelerators(info: Fields): number | null {
  const size = (key: string): number | null => aboveZero(number(info[key]));
  const dp = info.enable_dp_attention === true ? 1 : (size('dp_size') ?? 1);
  return product(product(size('tp_size'), size('pp_size') ?? 1), dp);
}

function componentOf({ role, info }: Server): Component {
  const size = (key: string): number | null => aboveZero(number(info[key]));
  return component({
    role,
    label: role === 'replica' ? 'server' : role,
    replicas: 1,
    acceleratorsPerReplica: accelerators(info),
    tp: size('tp_size'),
    pp: size('pp_size'),
    dp: size('dp_size'),
    ep: size('ep_size'),
    engine: 'sglang',
    version: meaningful(info.version),
    model: meaningful(info.model_path) ?? meaningful(info.served_model_name),
  });
}

/** Workers that differ in nothing are one component with a count. */
function counted(components: readonly Component[]): Component[] {
  const found = new Map<string, Component>();
  components.forEach((one) => {
    const key = JSON.stringify(one);
    const known = found.get(key);
    found.set(key, known === undefined ? one : { ...known, replicas: (known.replicas ?? 0) + 1 });
  });
  return Array.from(found.values());
}

/** Arguments that were given a value; the server writes out every one that it knows. */
function given(info: Fields): Fields {
  const kept: { [key: string]: unknown } = {};
  Object.keys(info).forEach((key) => {
    if (info[key] !== null && info[key] !== '' && info[key] !== 'null') {
      kept[key] = info[key];
    }
  });
  return kept;
}

function batching(info: Fields, found: Dimensions): Dimensions {
  const chunk = number(info.chunked_prefill_size);
  const radixOff = info.disable_radix_cache;
  return {
    ...found,
    precision: found.precision === 'auto' ? null : found.precision,
    max_num_batched_tokens: chunk !== null && chunk > 0 ? chunk : null,
    chunked_prefill: chunk === null ? null : String(chunk > 0),
    prefix_caching: typeof radixOff === 'boolean' ? String(!radixOff) : null,
    kv_offload: info.enable_hierarchical_cache === true ? 'hierarchical cache' : null,
    kv_connector:
      text(info.disaggregation_mode) === 'null' || text(info.disaggregation_mode) === null
        ? null
        : text(info.disaggregation_transfer_backend),
  };
}

/** What all servers say alike; where prefill and decode differ, the setting of each tells. */
function agreed(all: readonly Dimensions[]): Dimensions {
  const [first, ...rest] = all;
  const kept: { [id: string]: string | number | null | undefined } = {};
  Object.keys(first).forEach((id) => {
    if (rest.every((other) => other[id] === first[id])) {
      kept[id] = first[id];
    }
  });
  return kept;
}

/** Reads `server_info`; nothing where it is no object or names no parallelism. Keys of secrets are passed over. */
export function serverInfo(value: unknown): ServerInfo {
  const info = fields(value);
  const servers =
    info === null
      ? []
      : serversOf(info).filter(
          ({ info: one }) => at(one, 'tp_size') !== undefined || at(one, 'model_path') !== undefined
        );
  if (servers.length === 0) {
    return NOTHING;
  }
  const settings = new Map<string, Setting>();
  const dimensions = servers.map((server) => {
    const { label } = componentOf(server);
    const read = engineArguments(given(server.info), label ?? 'server');
    read.settings.forEach((one) =>
      settings.set(`${one.component}\u0000${one.key}`, settings.get(`${one.component}\u0000${one.key}`) ?? one)
    );
    return batching(server.info, read.dimensions);
  });
  return {
    components: counted(servers.map(componentOf)),
    dimensions: agreed(dimensions),
    settings: Array.from(settings.values()),
  };
}
