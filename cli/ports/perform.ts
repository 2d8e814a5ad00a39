import { gunzip } from 'node:zlib';
import type { Answer, InflateRequest } from '../../src/core/model/request';
import type { Perform } from '../../src/host/drive';
import { performOver, type StorePort } from '../../src/host/perform';

/** Unpacks gzip by zlib. Archives of several members are not read. */
function inflate({ bytes, member, sizeLimit }: InflateRequest): Promise<Answer> {
  if (member !== null) {
    return Promise.resolve({
      kind: 'failure',
      reason: 'malformed',
      message: `${member}: members of zip archives are not read; unpack the archive`,
    });
  }
  return new Promise((resolve) => {
    gunzip(bytes, { maxOutputLength: sizeLimit }, (error, unpacked) => {
      if (error === null) {
        resolve({ kind: 'inflate', bytes: new Uint8Array(unpacked) });
      } else if ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
        resolve({
          kind: 'failure',
          reason: 'too-large',
          message: 'larger than the size limit when unpacked; raise the limit, or exclude it',
        });
      } else {
        resolve({
          kind: 'failure',
          reason: 'malformed',
          message: 'not gzip, or cut off; write it again, or exclude it',
        });
      }
    });
  });
}

/** Carries out every kind of request in Node, over a store. */
export function performInNode(store: StorePort): Perform {
  return performOver(store, inflate);
}
