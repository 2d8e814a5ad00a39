/** What a JSON key of a Google service account tells. */
export interface GoogleKey {
  readonly clientEmail: string;
  readonly privateKey: string;
  readonly tokenUri: string | undefined;
}

/** Reads a JSON key as Google's console downloads it; null for anything else. */
export function parseGoogleKey(text: string): GoogleKey | null {
  try {
    const key = Object(JSON.parse(text)) as Record<string, unknown>;
    const { client_email: clientEmail, private_key: privateKey, token_uri: tokenUri } = key;
    return key.type === 'service_account' && typeof clientEmail === 'string' && typeof privateKey === 'string'
      ? { clientEmail, privateKey, tokenUri: typeof tokenUri === 'string' ? tokenUri : undefined }
      : null;
  } catch {
    return null;
  }
}
