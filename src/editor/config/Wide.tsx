import type { ReactNode } from 'react';

/** As wide as a text input is on a wide screen, and no wider than a narrow one. */
export function Wide({ children }: { readonly children: ReactNode }) {
  return <div style={{ flex: '1 1 0', minWidth: 0, maxWidth: 480 }}>{children}</div>;
}
