/**
 * Ids of controls and words of buttons by which tests find them, unit tests and those against a real Grafana alike. A
 * parameter of a query has the id of its editor, a dash and its name.
 */
export const selectors = {
  config: {
    kind: 'prism-store-kind',
    root: 'prism-store-root',
    include: 'prism-store-include',
    exclude: 'prism-store-exclude',
    refresh: 'prism-refresh',
    zone: 'prism-zone',
    depth: 'prism-depth',
    objects: 'prism-objects',
    size: 'prism-size',
    signal: (name: string): string => `prism-links-${name}`,
    signalQuery: (name: string): string => `prism-links-${name}-query`,
    signalMargin: (name: string): string => `prism-links-${name}-margin`,
    tryPath: 'prism-rules-try',
    addRule: 'Add path rule',
    addAlias: 'Add alias',
    addPrice: 'Add price',
    accelerator: (number: number): string => `Accelerator of price ${number}`,
    role: (number: number): string => `Role of price ${number}`,
    price: (number: number): string => `Price ${number}`,
    removePrice: (number: number): string => `Remove price ${number}`,
    rule: (number: number): string => `Path rule ${number}`,
    removeRule: (number: number): string => `Remove path rule ${number}`,
    removeAlias: (number: number): string => `Remove alias ${number}`,
  },
  query: {
    editor: (refId: string): string => `prism-${refId}`,
    kind: (refId: string): string => `prism-${refId}-kind`,
    frame: (refId: string): string => `prism-${refId}-frame`,
    addFilter: 'Add filter',
    removeFilter: 'Remove this filter',
    addLimit: 'Add limit',
    addGroup: 'Add group',
    removeGroup: 'Remove this group',
    empty: 'The answer is empty',
  },
  variable: {
    editor: (refId: string): string => `prism-variable-${refId}`,
    search: (refId: string): string => `prism-variable-${refId}-search`,
  },
} as const;
