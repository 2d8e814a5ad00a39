import { AwsV4Signer } from 'aws4fetch';

export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Adds to a request what proves who asks. Signatures hold for minutes, so each attempt is signed anew. */
export type Sign = (address: URL, init: RequestInit) => Promise<RequestInit>;

/** Signs for S3 by AWS Signature Version 4. */
export function awsSigner(keys: AwsKeys, region: string): Sign {
  return async (address, init) => {
    const signer = new AwsV4Signer({
      ...keys,
      service: 's3',
      region,
      url: address.href,
      method: init.method,
      headers: init.headers,
      body: init.body,
    });
    const { headers } = await signer.sign();
    return { ...init, headers };
  };
}
