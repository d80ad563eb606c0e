/* eslint-disable @typescript-eslint/require-await -- implements asynchronous interfaces */
import { ApiError } from "../../shared/errors";
import { parsePhoneKeys, parseTokenKeys } from "../../shared/secrets";
import { sealRequest, type CodeRequest } from "../codes/queue";
import { requestCode, type RequestDeps } from "../codes/request-code";
import { sendLimits, tryLimits } from "../codes/rules";
import { sendCode, type CodeDeps } from "../codes/send-code";
import { verifyCode, type VerifyDeps } from "../sessions/verify-service";
import { MemoryStore } from "./memory-sign-in";

const secret = (fill: number) => Buffer.alloc(32, fill).toString("base64url");

export const phoneKeys = parsePhoneKeys(JSON.stringify({ secret: secret(7) }));
export const tokenKeys = parseTokenKeys(JSON.stringify({ current: { kid: "k1", secret: secret(1) } }));

/** The start of a clock hour. */
export const T = 1_800_000_000;
export const PHONE = "+85291234567";
export const ADMIN = "+85261112222";

/** `signInLimits.perSource` of the rig. */
export const PER_SOURCE = 20;

/** A number of Hong Kong. @param i below 100,000. */
export const phoneOf = (i: number): string => `+852971${String(i).padStart(5, "0")}`;

/**
 * Sign-in in memory, from the request for a code to the tokens. Requests come from a new address each, unless one is
 * given.
 */
export function signInRig() {
  const store = new MemoryStore();
  /** Epoch s. */
  const clock = { now: T };
  const now = () => clock.now * 1000;
  const sent: { to: string; text: string }[] = [];
  const queued: CodeRequest[] = [];
  /** Why codes were not sent. */
  const unsent: string[] = [];
  /** Users who were created, and codes that SNS accepted. */
  const counted = { signUps: 0, codes: 0 };
  const requestDeps: RequestDeps = {
    count: store.count,
    queue: async (request) => void queued.push(request),
    phoneKeys: async () => phoneKeys,
    limits: sendLimits(PER_SOURCE),
    callingCodes: new Set(["852", "44"]),
    now,
  };
  const sendDeps: CodeDeps = {
    store,
    sendSms: async (to, text) => void sent.push({ to, text }),
    phoneKeys: async () => phoneKeys,
    perStage: 100_000,
    onSent: () => {
      counted.codes++;
    },
    onUnsent: (reason) => void unsent.push(reason),
    now,
  };
  const verifyDeps: VerifyDeps = {
    store,
    secrets: async () => ({ phoneKeys, tokenKeys, adminPhones: new Set([ADMIN]) }),
    limits: tryLimits(PER_SOURCE),
    stage: "test",
    onSignUp: () => {
      counted.signUps++;
    },
    now,
  };
  let sources = 0;
  const nextSource = () => `192.0.${String(++sources >> 8)}.${String(sources & 255)}`;

  const send = (request: CodeRequest) => sendCode(sendDeps, sealRequest(phoneKeys, request));
  /** Sends what is queued. */
  const work = async () => {
    for (const request of queued.splice(0)) await send(request);
  };
  const register = async (phoneNumber = PHONE, name = "Chan Tai Man", sourceIp = nextSource()) => {
    const expiresIn = await requestCode(requestDeps, { phoneNumber, name, sourceIp });
    await work();
    return expiresIn;
  };
  const login = async (phoneNumber = PHONE, sourceIp = nextSource()) => {
    const expiresIn = await requestCode(requestDeps, { phoneNumber, sourceIp });
    await work();
    return expiresIn;
  };
  const lastCode = () => (sent.at(-1)?.text ?? "").slice(0, 6);
  /** Registers. @returns the code that was sent. */
  const code = async (phoneNumber = PHONE, name = "Chan Tai Man") => {
    await register(phoneNumber, name);
    return lastCode();
  };
  const verify = (given: string, phoneNumber = PHONE, sourceIp = nextSource()) =>
    verifyCode(verifyDeps, { phoneNumber, code: given, sourceIp });

  return {
    ...{ store, clock, sent, queued, unsent, counted, requestDeps, sendDeps, verifyDeps },
    ...{ nextSource, send, register, login, lastCode, code, verify },
  };
}

/** The error of a service. */
export async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

/** A wrong code. */
export const other = (code: string): string => (code === "000000" ? "000001" : "000000");
