/**
 * For the signing of a client's requests, made of the same parts as the original. Left out: presigned URLs, the
 * signing of events and strings, and what the SDK notes of where credentials came from.
 */
import {
  doesIdentityRequireRefresh,
  isIdentityExpired,
  memoizeIdentityProvider,
  normalizeProvider,
} from "@smithy/core";
import { toHex, toUint8Array } from "@smithy/core/serde";
import {
  ALGORITHM_IDENTIFIER,
  AMZ_DATE_HEADER,
  AUTH_HEADER,
  createScope,
  getCanonicalHeaders,
  getPayloadHash,
  getSigningKey,
  hasHeader,
  prepareRequest,
  SHA256_HEADER,
  SignatureV4Base,
  TOKEN_HEADER,
} from "@smithy/signature-v4";

type SignableRequest = Parameters<typeof prepareRequest>[0];
type Sha256 = Parameters<typeof getSigningKey>[0];
type Identity = Parameters<typeof getSigningKey>[1];

interface Init {
  credentials: () => Promise<Identity>;
  region: () => Promise<string>;
  service: string;
  sha256: Sha256;
  /** Whether a path is encoded once more in what is signed. Not for S3. */
  uriEscapePath: boolean;
}

interface SigningOptions {
  signingDate?: Date;
  signingRegion?: string;
  signingService?: string;
}

export class SignatureV4 extends SignatureV4Base {
  // That of the base is protected.
  // eslint-disable-next-line @typescript-eslint/no-useless-constructor
  constructor(init: Init) {
    super(init);
  }

  async sign(toSign: SignableRequest, options: SigningOptions = {}): Promise<SignableRequest> {
    const { signingDate = new Date(), signingService = this.service } = options;
    const credentials = await this.credentialProvider();
    this.validateResolvedCredentials(credentials);
    const region = options.signingRegion ?? (await this.regionProvider());
    const request = prepareRequest(toSign);
    const { longDate, shortDate } = this.formatDate(signingDate);
    const scope = createScope(shortDate, region, signingService);

    request.headers[AMZ_DATE_HEADER] = longDate;
    if (credentials.sessionToken) request.headers[TOKEN_HEADER] = credentials.sessionToken;
    const payloadHash = await getPayloadHash(request, this.sha256);
    if (!hasHeader(SHA256_HEADER, request.headers) && this.applyChecksum)
      request.headers[SHA256_HEADER] = payloadHash;

    const headers = getCanonicalHeaders(request);
    const canonicalRequest = this.createCanonicalRequest(request, headers, payloadHash);
    const stringToSign = await this.createStringToSign(
      longDate,
      scope,
      canonicalRequest,
      ALGORITHM_IDENTIFIER,
    );
    const hash = new this.sha256(
      await getSigningKey(this.sha256, credentials, shortDate, region, signingService),
    );
    hash.update(toUint8Array(stringToSign));
    request.headers[AUTH_HEADER] =
      `${ALGORITHM_IDENTIFIER} Credential=${credentials.accessKeyId}/${scope}, ` +
      `SignedHeaders=${this.getCanonicalHeaderList(headers)}, Signature=${toHex(await hash.digest())}`;
    return request;
  }
}

interface SigningConfig {
  credentials?: Identity | (() => Promise<Identity>);
  credentialDefaultProvider: (config: object) => () => Promise<Identity>;
  region: () => Promise<string>;
  sha256: Sha256;
  defaultSigningName: string;
  signingEscapePath?: boolean;
  systemClockOffset?: number;
  disableClockSkewCorrection?: boolean | (() => Promise<boolean>);
}

/** Adds the signer and the credentials, those of the environment unless the client was given some. */
export function resolveAwsSdkSigV4Config(config: SigningConfig): object {
  const credentials =
    memoizeIdentityProvider(config.credentials, isIdentityExpired, doesIdentityRequireRefresh) ??
    config.credentialDefaultProvider(config);
  const disabled = process.env["AWS_DISABLE_CLOCK_SKEW_CORRECTION"] === "true";
  const signer = new SignatureV4({
    credentials,
    region: () => config.region(),
    service: config.defaultSigningName,
    sha256: config.sha256,
    uriEscapePath: config.signingEscapePath ?? true,
  });
  return Object.assign(config, {
    credentials,
    signer: () => Promise.resolve(signer),
    systemClockOffset: config.systemClockOffset ?? 0,
    disableClockSkewCorrection: normalizeProvider(config.disableClockSkewCorrection ?? disabled),
  });
}

/** Signatures of several regions are left out; see `multi-region-signer.ts`. */
export const resolveAwsSdkSigV4AConfig = <T>(config: T): T => config;
