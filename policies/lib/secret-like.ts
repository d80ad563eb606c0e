/** Name endings that announce a secret. */
const secretName =
  /(?:^|[_\-./])(?:secrets?|passwords?|passwd|pwd|passphrase|tokens?|api_?keys?|private_?keys?|signing_?keys?|encryption_?keys?|access_?keys?|secret_?keys?|credentials?|client_?secret|connection_?string|pepper)(?:$|[_\-./]?\d+$)/i;

/** Name endings that announce a reference to a secret, or a fact about it. */
const aboutIt =
  /(?:^|[_\-./])(?:arn|name|path|parameter|param|id|url|uri|table|bucket|queue|topic|file|ttl|seconds|minutes|days|length|count|limit|version|header|enabled|type|kid)$/i;

/** Name endings of random values that are not secrets. */
const fingerprint =
  /(?:^|[_\-./])(?:hash|digest|checksum|sha|sha1|sha256|sha512|commit|revision|version|etag|id)$/i;

/** Formats of secrets. */
const known: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/, "a private key"],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/, "an AWS access key"],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b/, "a GitHub token"],
  [/\bxox[abeprs]-[A-Za-z0-9-]{10,}/, "a Slack token"],
  [/\b[sr]k_live_[A-Za-z0-9]{16,}/, "a Stripe key"],
  [/\bAIza[A-Za-z0-9_-]{35}\b/, "a Google API key"],
  [/\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/, "a JSON web token"],
  [/^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i, "a URL with a password"],
];

/** Entropy of a random text in bits per character. Words and names have less. */
const RANDOM_BITS = 4;
/** The same for hexadecimal digits, which have at most 4 bits. */
const RANDOM_HEX_BITS = 3.2;

/** Whether a name is that of a secret: `JWT_SECRET`, but not `JWT_SECRET_ARN`. */
export function isSecretName(name: string): boolean {
  return secretName.test(snake(name)) && !aboutIt.test(snake(name));
}

/** The kind of secret that a text looks like, e.g. `a private key`, or `undefined`. */
export function secretIn(text: string): string | undefined {
  const found = known.find(([pattern]) => pattern.test(text));
  if (found !== undefined) return found[1];
  return isRandom(text) ? "a random value" : undefined;
}

/** Whether the values of a name may look random without being secret: a hash, a version, an id. */
export function isFingerprintName(name: string): boolean {
  return fingerprint.test(snake(name));
}

/** Whether a value is a reference: an ARN, a path of a parameter, or a URL without a password. */
export function isReference(text: string): boolean {
  return (
    /^arn:aws[a-z-]*:/.test(text) ||
    /^\/[\w.-]+(?:\/[\w.-]+)+$/.test(text) ||
    /^https?:\/\/[^\s@]+$/.test(text) ||
    /^\{\{resolve:(?:ssm-secure|secretsmanager):/.test(text)
  );
}

/** At least 20 characters with upper case, lower case and digits, or at least 32 hexadecimal digits. */
function isRandom(text: string): boolean {
  if (/^[0-9a-f]{32,}$/i.test(text)) return entropy(text.toLowerCase()) >= RANDOM_HEX_BITS;
  if (!/^[A-Za-z0-9+/_=-]{20,}$/.test(text)) return false;
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text) && entropy(text) >= RANDOM_BITS;
}

/** Shannon entropy in bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => {
    const share = count / text.length;
    return sum - share * Math.log2(share);
  }, 0);
}

/** `jwtSecret` as `jwt_Secret`, to separate its words. */
function snake(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
}
