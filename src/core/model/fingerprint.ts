import { KERNELS } from './kernels';

/**
 * 53-bit fingerprint of a text, 11 base-36 digits. cyrb53 by bryc, public domain. For telling apart configurations and
 * segments, not for security. About 1 us per 100 characters: hash distinct texts, never rows.
 */
export function fingerprint(text: string): string {
  if (KERNELS !== null) {
    return KERNELS.fingerprint(text);
  }
  let h1 = 0xdeadbeef;
  let h2 = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    h1 = Math.imul(h1 ^ code, 2654435761);
    h2 = Math.imul(h2 ^ code, 1597334677);
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  return (4294967296 * (2097151 & h2) + (h1 >>> 0)).toString(36).padStart(11, '0');
}
