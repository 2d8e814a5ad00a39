/**
 * What jsdom lacks and a combobox of @grafana/ui needs: a canvas to measure texts with, and boxes with a size, without which
 * its virtual list shows no option. Call it before a component is rendered.
 */
export function standInForLayout(): void {
  const context = { measureText: () => ({ width: 10 }) };
  HTMLCanvasElement.prototype.getContext = (() => context) as unknown as HTMLCanvasElement['getContext'];
  Object.defineProperty(HTMLElement.prototype, 'getBoundingClientRect', {
    configurable: true,
    value: () => ({ width: 200, height: 400, top: 0, left: 0, right: 200, bottom: 400, x: 0, y: 0 }),
  });
  ['offsetWidth', 'offsetHeight', 'clientWidth', 'clientHeight'].forEach((name) =>
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, value: 400 })
  );
}
