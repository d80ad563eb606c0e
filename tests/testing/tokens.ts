import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { SignJWT } from "jose";

import type { Cloud } from "../../local/cloud";
import type { Person } from "../../ops/people";
import { clientConfig } from "./support";

/** What a forged token has different; all else is as the API makes it. */
export interface Forgery {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  secret?: Uint8Array;
  /** Time of issue, epoch s. Default: now. */
  issuedAt?: number;
}

/** Makes tokens with the secret of the stack, so that each has one flaw only. */
export async function forger(cloud: Cloud): Promise<(of: Person, forgery: Forgery) => Promise<string>> {
  const { Parameter } = await new SSMClient(clientConfig(cloud)).send(
    new GetParameterCommand({ Name: "/sjc1990app/local/jwt", WithDecryption: true }),
  );
  const { current } = JSON.parse(Parameter?.Value ?? "") as { current: { kid: string; secret: string } };
  return async (of, { claims, header, secret, issuedAt = Math.floor(Date.now() / 1000) }) => {
    const good = tokenPart(of.accessToken, 1);
    const times = { iat: issuedAt, exp: issuedAt + 900 };
    return new SignJWT({ ...good, ...times, ...claims })
      .setProtectedHeader({ alg: "HS256", kid: current.kid, typ: "at+jwt", ...header })
      .sign(secret ?? Buffer.from(current.secret, "base64url"), { crit: { made: true } });
  };
}

/** A part of a token, 0 its header and 1 its payload. */
export function tokenPart(token: string, part: 0 | 1): Record<string, unknown> {
  const text = Buffer.from(token.split(".")[part] ?? "", "base64url").toString();
  return JSON.parse(text) as Record<string, unknown>;
}

/** A part of a token from its content. */
export function encodePart(content: object): string {
  return Buffer.from(JSON.stringify(content)).toString("base64url");
}
