import { awsAddress } from '../../core/model/s3-address';
import type { PrismOptions } from '../../types';

type Store = PrismOptions['store'];

/** Amazon's address of a bucket; null where the store is none. */
function addressOf(store: Store): string | null {
  if (store?.kind !== 's3') {
    return null;
  }
  const { bucket = '', region = '', pathStyle = true } = store;
  return awsAddress({ bucket, region, pathStyle });
}

/**
 * The address of the data source after its store was changed: that of Amazon as long as no other was entered. Grafana's proxy needs
 * one, and the server signs for its host.
 */
export function endpointAfter(url: string, before: Store, after: Store): string {
  const ownAddress = url !== '' && url !== addressOf(before);
  return ownAddress ? url : (addressOf(after) ?? '');
}
