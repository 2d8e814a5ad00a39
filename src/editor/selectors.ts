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
    tryPath: 'prism-rules-try',
    addRule: 'Add path rule',
    addAlias: 'Add alias',
    rule: (number: number): string => `Path rule ${number}`,
    removeRule: (number: number): string => `Remove path rule ${number}`,
    removeAlias: (number: number): string => `Remove alias ${number}`,
    builtinRule: (id: string): string => `prism-builtin-${id}`,
    addMapping: 'Add mapping',
    removeMapping: (number: number): string => `Remove mapping ${number}`,
    addField: (mapping: number): string => `Add field to mapping ${mapping}`,
    removeField: (number: number, mapping: number): string => `Remove field ${number} of mapping ${mapping}`,
    tryMapping: (number: number): string => `prism-mapping-${number}-try`,
    triedMapping: (number: number): string => `prism-mapping-${number}-tried`,
  },
  query: {
    editor: (refId: string): string => `prism-${refId}`,
    kind: (refId: string): string => `prism-${refId}-kind`,
    frame: (refId: string): string => `prism-${refId}-frame`,
    addFilter: 'Add filter',
    removeFilter: 'Remove this filter',
    addLimit: 'Add limit',
    empty: 'The answer is empty',
  },
  variable: {
    editor: (refId: string): string => `prism-variable-${refId}`,
    search: (refId: string): string => `prism-variable-${refId}-search`,
  },
} as const;
