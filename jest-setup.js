// @grafana/ui 13.2 imports react-dom/server, which needs a MessageChannel. Node's own keeps jest alive for ever.
// `require` and not `import`: the stand-ins must be there before anything imports @grafana/ui.
class MessageChannelShim {
  constructor() {
    this.port1 = { onmessage: null };
    this.port2 = { postMessage: (data) => setTimeout(() => this.port1.onmessage?.({ data }), 0) };
  }
}

class ObserverShim {
  observe() {}
  unobserve() {}
  disconnect() {}
  takeRecords() {
    return [];
  }
}

globalThis.MessageChannel ??= MessageChannelShim;
globalThis.IntersectionObserver ??= ObserverShim;
globalThis.ResizeObserver ??= ObserverShim;

require('./.config/jest-setup');
