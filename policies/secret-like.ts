/** Words in a name that say that its value is a secret. */
const secretName =
  /(?:^|[_\-./])(?:secrets?|passwords?|passwd|pwd|passphrase|tokens?|api_?keys?|private_?keys?|signing_?keys?|encryption_?keys?|access_?keys?|secret_?keys?|credentials?|client_?secret|connection_?string|pepper)(?:$|[_\-./]?\d+$)/i;

/** Ends of a name that say that its value only tells where the secret is, or is about it. */
const aboutIt =
  /(?:^|[_\-./])(?:arn|name|path|parameter|param|id|url|uri|table|bucket|queue|topic|file|ttl|seconds|minutes|days|length|count|limit|version|header|enabled|type|kid)$/i;

/** Ends of a name whose value is a random text and no secret. */
const fingerprint =
  /(?:^|[_\-./])(?:hash|digest|checksum|sha|sha1|sha256|sha512|commit|revision|version|etag|id)$/i;

/** Texts that only secrets look like, by who makes them. */
const known: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/, "a private key"],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/, "an access key of AWS"],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b/, "a token of GitHub"],
  [/\bxox[abeprs]-[A-Za-z0-9-]{10,}/, "a token of Slack"],
  [/\b[sr]k_live_[A-Za-z0-9]{16,}/, "a key of Stripe"],
  [/\bAIza[A-Za-z0-9_-]{35}\b/, "a key of Google"],
  [/\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/, "a JSON web token"],
  [/^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i, "an address with a password"],
];

/** Bits a character from which a long text is random: words and names have less. */
const RANDOM_BITS = 4;
/** The same of hexadecimal digits, which have 4 at most. */
const RANDOM_HEX_BITS = 3.2;

/** Whether a name, e.g. of an environment variable, announces a secret: `JWT_SECRET`, not `JWT_SECRET_ARN`. */
export function isSecretName(name: string): boolean {
  return secretName.test(snake(name)) && !aboutIt.test(snake(name));
}

/** What secret a text looks like, e.g. `a private key`; `undefined` where it looks like none. */
export function secretIn(text: string): string | undefined {
  const found = known.find(([pattern]) => pattern.test(text));
  if (found !== undefined) return found[1];
  return isRandom(text) ? "a random text" : undefined;
}

/** Whether a name says that its value may well look random: a hash, a version, an id. */
export function isFingerprintName(name: string): boolean {
  return fingerprint.test(snake(name));
}

/** Whether a value only says where something is: an ARN, a path of a parameter, an address without a password. */
export function isReference(text: string): boolean {
  return (
    /^arn:aws[a-z-]*:/.test(text) ||
    /^\/[\w.-]+(?:\/[\w.-]+)+$/.test(text) ||
    /^https?:\/\/[^\s@]+$/.test(text) ||
    /^\{\{resolve:(?:ssm-secure|secretsmanager):/.test(text)
  );
}

/** One word of 20 characters or more that nobody would write: letters of both cases with digits, or long hexadecimal. */
function isRandom(text: string): boolean {
  if (/^[0-9a-f]{32,}$/i.test(text)) return entropy(text.toLowerCase()) >= RANDOM_HEX_BITS;
  if (!/^[A-Za-z0-9+/_=-]{20,}$/.test(text)) return false;
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text) && entropy(text) >= RANDOM_BITS;
}

/** Bits a character of a text (Shannon). */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => {
    const share = count / text.length;
    return sum - share * Math.log2(share);
  }, 0);
}

/** `jwtSecret` as `jwt_Secret`, so that words end where capitals begin. */
function snake(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
}
