import type { BucketConfig } from './config';

const DEFAULT_REGION = 'us-east-1';

/** Address of Amazon's S3 for a bucket: the endpoint of its region, or the bucket's own host where the path does not name it. */
export function awsAddress({
  bucket,
  region,
  pathStyle,
}: Pick<BucketConfig, 'bucket' | 'region' | 'pathStyle'>): string {
  const host = `s3.${region || DEFAULT_REGION}.amazonaws.com`;
  return `https://${pathStyle ? '' : `${bucket}.`}${host}`;
}
