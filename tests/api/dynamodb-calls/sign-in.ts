import { routes } from "../../../functions/routes";
import { newId } from "../../../functions/shared/ids";
import { phoneKey } from "../../../functions/shared/user";
import { newNumber, type Person } from "../../../ops/people";
import type { Stage } from "../../testing/stage";
import { cursorOf, NONE, type Case, type Cases, type Sent } from "./case";

/** Requests of sign-in and of approvals. */
export const signIn = {
  health: [["the version", NONE, async () => ({ status: 200 })]],

  register: [
    ["a new number", "TransactWriteItems", async () => registering(200, newNumber())],
    [
      "a known number",
      "TransactWriteItems",
      async (stage) => registering(200, (await stage.applicant()).phoneNumber),
    ],
    [
      "beyond the limit",
      "TransactWriteItems",
      async ({ people }) => {
        const phoneNumber = newNumber();
        for (let i = 0; i < 6; i++) await people.register(phoneNumber);
        return registering(429, phoneNumber);
      },
    ],
  ],
  login: [
    [
      "a known number",
      "TransactWriteItems",
      async (stage) => {
        const { phoneNumber } = await stage.applicant();
        return { status: 200, body: { phoneNumber } };
      },
    ],
    [
      "an unknown number",
      "TransactWriteItems",
      async () => ({ status: 200, body: { phoneNumber: newNumber() } }),
    ],
  ],
  verify: [
    ["the first time", "GetItem GetItem TransactWriteItems", (stage) => verifying(stage, newNumber())],
    [
      "a known number",
      "GetItem GetItem TransactWriteItems",
      async (stage) => verifying(stage, (await stage.applicant()).phoneNumber),
    ],
    [
      "a wrong code",
      "GetItem TransactWriteItems",
      async (stage) => {
        const { phoneNumber, code } = (await verifying(stage, newNumber())).body;
        return { status: 401, body: { phoneNumber, code: code === "000000" ? "000001" : "000000" } };
      },
    ],
    [
      "a suspended user",
      "GetItem GetItem TransactWriteItems",
      async (stage) => {
        const { phoneNumber } = await stage.member({ status: "suspended" });
        return { ...(await verifying(stage, phoneNumber)), status: 403 };
      },
    ],
  ],
  verifySms: [
    ["the first time", "GetItem GetItem TransactWriteItems", (stage) => verifying(stage, newNumber())],
  ],
  refresh: [
    ["a valid token", "GetItem UpdateItem", (stage) => refreshing(stage, "valid")],
    ["a token used a moment ago", "GetItem UpdateItem", (stage) => refreshing(stage, "repeated")],
    ["a token used before", "DeleteItem UpdateItem", (stage) => refreshing(stage, "used")],
    ["without a session", "UpdateItem", (stage) => refreshing(stage, "ended")],
  ],
  logout: [["a session", "DeleteItem", async (stage) => ({ status: 200, as: await stage.applicant() })]],

  pendingApprovals: [
    ["the first page", "Query", async ({ people }) => ({ status: 200, as: await people.admin() })],
    [
      "the next page",
      "Query",
      async (stage) => {
        for (let i = 0; i < 2; i++) await stage.applicant();
        const as = await stage.people.admin();
        const query = { limit: "1" };
        const cursor = cursorOf(await stage.api.call(routes.pendingApprovals, { query, as }));
        return { status: 200, query: { ...query, cursor }, as };
      },
    ],
  ],
  approve: [
    ["by an admin", "TransactWriteItems", async (stage) => voting(200, stage, await stage.people.admin())],
    [
      "by a member, who cannot decide alone",
      "UpdateItem",
      async (stage) => voting(200, stage, await stage.member()),
    ],
    [
      "by the last member, who decides",
      "TransactWriteItems UpdateItem",
      async (stage) => {
        const { status, ...vote } = await voting(200, stage, await stage.member());
        await stage.api.call(routes.approve, { ...vote, as: await stage.member() });
        return { status, ...vote };
      },
    ],
    [
      "by a member who has voted",
      "UpdateItem",
      async (stage) => {
        const { status, ...vote } = await voting(409, stage, await stage.member());
        await stage.api.call(routes.approve, vote);
        return { status, ...vote };
      },
    ],
    [
      "of an unknown user",
      "TransactWriteItems",
      async ({ people }) => ({
        ...{ status: 404, params: { userId: newId("usr") }, as: await people.admin(), body: {} },
      }),
    ],
  ],
  reject: [
    [
      "a pending user",
      "TransactWriteItems",
      async (stage) => {
        const { userId } = await stage.applicant();
        const body = { reason: "Nobody remembers." };
        return { status: 200, params: { userId }, as: await stage.people.admin(), body };
      },
    ],
    [
      "an unknown user",
      "TransactWriteItems",
      async ({ people }) => ({
        ...{ status: 404, params: { userId: newId("usr") }, as: await people.admin(), body: {} },
      }),
    ],
  ],
} satisfies Partial<Cases>;

/**
 * Requests that are overtaken by a change between their two calls or, for a sign-in, since its code was sent: the second
 * call then fails as a whole, and is made again with what it returned.
 */
export const overtaken: readonly Case<typeof routes.verify>[] = [
  [
    "a number that got a user since the code was sent",
    "GetItem GetItem GetItem TransactWriteItems TransactWriteItems",
    async (stage) => {
      const { userId } = await stage.applicant();
      const phoneNumber = newNumber();
      const sent = await verifying(stage, phoneNumber);
      await stage.put("users", { userId: phoneKey(await stage.phoneHash(phoneNumber)), owner: userId });
      return sent;
    },
  ],
];

function registering(status: number, phoneNumber: string): Sent<typeof routes.register> {
  return { status, body: { phoneNumber, name: "Chan" } };
}

async function verifying({ people }: Stage, phoneNumber: string): Promise<Sent<typeof routes.verify>> {
  return { status: 200, body: { phoneNumber, code: await people.register(phoneNumber) } };
}

async function refreshing(
  stage: Stage,
  state: "valid" | "repeated" | "used" | "ended",
): Promise<Sent<typeof routes.refresh>> {
  const { refreshToken } = await stage.applicant();
  const body = { refreshToken };
  if (state === "valid") return { status: 200, body };
  const next = await stage.api.call(routes.refresh, { body });
  if (state === "repeated") return { status: 200, body };
  await stage.api.call(routes.refresh, { body: { refreshToken: next.refreshToken } });
  if (state === "ended") await stage.api.refused(401, routes.refresh, { body });
  return { status: 401, body };
}

/** A vote on a new user. */
async function voting(status: number, stage: Stage, as: Person): Promise<Sent<typeof routes.approve>> {
  const { userId } = await stage.applicant();
  return { status, params: { userId }, as, body: {} };
}
