import type { BucketConfig } from '../src/core/model/config';
import { awsAddress } from '../src/core/model/s3-address';
import { UsageError } from './io';
import { httpPort } from './ports/http';
import { awsSigner, type AwsKeys } from './ports/sign';
import type { StorePort } from '../src/host/perform';

type Environment = Readonly<Record<string, string | undefined>>;

const BUCKET = /^s3:\/\/([^/]+)\/?(.*)$/;

/** Settings of the store that `s3://BUCKET/PREFIX` names; null for anything else. */
export function bucketSettings(given: string): { kind: 's3'; bucket: string; prefix: string } | null {
  const found = BUCKET.exec(given);
  return found === null ? null : { kind: 's3', bucket: found[1], prefix: found[2] };
}

/** The keys of a settings file, else those of the environment; null where there are none, for public buckets. */
function keysOf(credentials: unknown, env: Environment): AwsKeys | null {
  if (credentials !== undefined) {
    const { accessKeyId, secretAccessKey, sessionToken } = Object(credentials) as Record<string, unknown>;
    if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') {
      throw new UsageError('--store: "credentials" need an "accessKeyId" and a "secretAccessKey"');
    }
    return { accessKeyId, secretAccessKey, ...(typeof sessionToken === 'string' ? { sessionToken } : {}) };
  }
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = env;
  return id && secret ? { accessKeyId: id, secretAccessKey: secret, ...(token ? { sessionToken: token } : {}) } : null;
}

/**
 * A bucket at an endpoint: `location`, else AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL, else Amazon's of the region. Signed where there
 * are keys.
 */
export function bucketPort(
  store: BucketConfig,
  { location, credentials }: { location?: string; credentials?: unknown },
  env: Environment = process.env
): StorePort {
  const region = store.region || env.AWS_REGION || env.AWS_DEFAULT_REGION || 'us-east-1';
  const url = location ?? (env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL) ?? '';
  const keys = keysOf(credentials, env);
  return httpPort({
    url: url === '' ? awsAddress({ ...store, region }) : url,
    ...(keys === null ? {} : { sign: awsSigner(keys, region) }),
  });
}
