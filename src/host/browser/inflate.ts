import type { Inflate } from '../perform';

/** gzip through the browser's own DecompressionStream. Zip members are not read in the browser. */
export const inflateInBrowser: Inflate = async (request) => {
  if (request.member !== null) {
    return {
      kind: 'failure',
      reason: 'refused',
      message: 'archives are not read in the browser; unpack them in the store',
    };
  }
  const stream = new Blob([request.bytes.slice()]).stream().pipeThrough(new DecompressionStream('gzip'));
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (let next = await reader.read(); next.done !== true; next = await reader.read()) {
      chunks.push(next.value);
      size += next.value.length;
      if (size > request.sizeLimit) {
        await reader.cancel();
        return { kind: 'failure', reason: 'too-large', message: 'larger than the size limit once unpacked' };
      }
    }
  } catch {
    return { kind: 'failure', reason: 'malformed', message: 'is no gzip' };
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  chunks.forEach((chunk) => {
    bytes.set(chunk, at);
    at += chunk.length;
  });
  return { kind: 'inflate', bytes };
};
