import { newId } from "../../../functions/shared/ids";
import { phoneKey } from "../../../functions/shared/user";
import type { Person, Rig } from "../least-privilege/rig";
import { NONE, next, profile, verifying, type Case, type Sent } from "./things";

/** Requests of signing in and of approvals. */
export const signIn = {
  health: [["at all", NONE, async () => ({ status: 200, path: "/health" })]],

  register: [
    [
      "of a new number",
      "Query TransactWriteItems",
      (rig) => codeFor(rig, "/auth/register", rig.number(), { name: "Chan" }),
    ],
    [
      "of a known number",
      "Query TransactWriteItems",
      async (rig) => codeFor(rig, "/auth/register", (await rig.applicant()).phoneNumber, { name: "Chan" }),
    ],
    [
      "beyond the limit",
      "Query TransactWriteItems",
      async (rig) => {
        const phoneNumber = rig.number();
        for (let i = 0; i < 3; i++) await rig.register(phoneNumber);
        return { ...(await codeFor(rig, "/auth/register", phoneNumber, { name: "Chan" })), status: 429 };
      },
    ],
  ],
  login: [
    [
      "of a known number",
      "Query TransactWriteItems",
      async (rig) => codeFor(rig, "/auth/login", (await rig.applicant()).phoneNumber),
    ],
    ["of an unknown number", "Query TransactWriteItems", (rig) => codeFor(rig, "/auth/login", rig.number())],
  ],
  verify: [
    ["the first time", "TransactWriteItems UpdateItem", (rig) => verifying(rig, "/auth/verify")],
    [
      "of a known number",
      "TransactWriteItems UpdateItem",
      async (rig) => verifying(rig, "/auth/verify", (await rig.applicant()).phoneNumber),
    ],
    [
      "with a wrong code",
      "UpdateItem",
      async (rig) => {
        const { path, body } = await verifying(rig, "/auth/verify");
        const { phoneNumber, code } = body as { phoneNumber: string; code: string };
        return { status: 401, path, body: { phoneNumber, code: code === "000000" ? "000001" : "000000" } };
      },
    ],
    [
      "of somebody suspended",
      "UpdateItem",
      async (rig) => {
        const { phoneNumber } = await rig.member({ status: "suspended" });
        return { ...(await verifying(rig, "/auth/verify", phoneNumber)), status: 403 };
      },
    ],
  ],
  verifySms: [
    ["the first time", "TransactWriteItems UpdateItem", (rig) => verifying(rig, "/auth/verify-sms")],
  ],
  refresh: [
    ["with a good token", "GetItem UpdateItem", (rig) => refreshing(rig, 0)],
    ["with a used token", "DeleteItem UpdateItem", (rig) => refreshing(rig, 1)],
    ["without a session", "UpdateItem", (rig) => refreshing(rig, 2)],
  ],
  logout: [
    [
      "at all",
      "DeleteItem",
      async (rig) => ({ status: 200, path: "/auth/logout", as: await rig.applicant(), body: {} }),
    ],
  ],

  pendingApprovals: [
    [
      "the first page",
      "Query",
      async (rig) => ({ status: 200, path: "/auth/pending-approvals", as: await rig.chief() }),
    ],
    [
      "the next page",
      "Query",
      async (rig) => {
        for (let i = 0; i < 2; i++) await rig.applicant();
        return next(rig, "/auth/pending-approvals?limit=1", await rig.chief());
      },
    ],
  ],
  approve: [
    ["of an admin", "TransactWriteItems", async (rig) => vote(rig, 200, await rig.chief())],
    ["of a member, who cannot decide alone", "UpdateItem", async (rig) => vote(rig, 200, await rig.member())],
    [
      "of the last member, who decides",
      "TransactWriteItems UpdateItem",
      async (rig) => {
        const { as, path, body } = await vote(rig, 200, await rig.member());
        await rig.http(200, "POST", path, { as: await rig.member(), ...(body ? { body } : {}) });
        return { status: 200, path, as, body: {} } as Sent;
      },
    ],
    [
      "of who has voted",
      "UpdateItem",
      async (rig) => {
        const sent = await vote(rig, 409, await rig.member());
        await rig.http(200, "POST", sent.path, { as: sent.as as Person, body: {} });
        return sent;
      },
    ],
    [
      "of whom nobody knows",
      "TransactWriteItems",
      async (rig) => vote(rig, 404, await rig.chief(), newId("usr")),
    ],
  ],
  reject: [
    [
      "of who waits",
      "TransactWriteItems",
      async (rig) => ({
        ...{ status: 200, path: `/auth/reject/${await applying(rig)}`, as: await rig.chief() },
        body: { reason: "Nobody remembers." },
      }),
    ],
    [
      "of who does not wait",
      "TransactWriteItems",
      async (rig) => ({
        ...{ status: 404, path: `/auth/reject/${newId("usr")}`, as: await rig.chief(), body: {} },
      }),
    ],
  ],
} satisfies Record<string, readonly Case[]>;

/**
 * What changed between the two calls of one request, or, of a sign-in, since its code was sent: the second call then
 * fails whole, and what it told is tried again.
 */
export const overtaken: readonly (readonly [...Case, route: "verify"])[] = [
  [
    "somebody who was changed since their code was sent",
    "TransactWriteItems TransactWriteItems UpdateItem",
    async (rig) => {
      const person = await rig.applicant();
      const sent = await verifying(rig, "/auth/verify", person.phoneNumber);
      const { path, body = {}, as } = profile(person, { bio: "Back" });
      await rig.http(200, "PUT", path, { ...(as ? { as } : {}), body });
      return sent;
    },
    "verify",
  ],
  [
    "a number that got a user since its code was sent",
    "GetItem TransactWriteItems TransactWriteItems UpdateItem",
    async (rig) => {
      const { userId } = await rig.applicant();
      const phoneNumber = rig.number();
      const sent = await verifying(rig, "/auth/verify", phoneNumber);
      await rig.put("users", { userId: phoneKey(await rig.phoneHash(phoneNumber)), owner: userId });
      return sent;
    },
    "verify",
  ],
];

const codeFor = async (rig: Rig, path: string, phoneNumber: string, extra: object = {}): Promise<Sent> => ({
  ...{ status: 200, path, body: { phoneNumber, ...extra }, headers: rig.source() },
});

const applying = async (rig: Rig): Promise<string> => (await rig.applicant()).userId;

async function refreshing(rig: Rig, state: 0 | 1 | 2): Promise<Sent> {
  const { refreshToken } = await rig.applicant();
  const sent = { status: state === 0 ? 200 : 401, path: "/auth/refresh-token", body: { refreshToken } };
  for (let i = 0; i < state; i++) await rig.http(i === 0 ? 200 : 401, "POST", sent.path, { body: sent.body });
  return sent;
}

async function vote(rig: Rig, status: number, as: Person, userId?: string): Promise<Sent> {
  return { status, path: `/auth/approve/${userId ?? (await applying(rig))}`, as, body: {} };
}
