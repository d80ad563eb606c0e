/** The handlers as Lambda calls them, on an emulator that enforces IAM: with their grants, and without each of them. */
import type { Route } from "../../shared/route";
import { grants, type Grant } from "../../testing/grants";
import { eventOf, type TestRequest } from "../../testing/handlers";
import { captureOutput } from "../../testing/output";
import { TestStage } from "../../testing/stage";
import { newId } from "../../shared/ids";
import { approve, pendingApprovals, reject } from "../routes";

const stage = new TestStage("approvals");
const output = captureOutput();

async function applicant(): Promise<string> {
  const { userId } = await stage.addUser({ status: "pending" });
  const requestedAt = "2027-01-15T08:00:00.000Z";
  await stage.put("approvals", {
    userId,
    name: "Chan",
    phoneMasked: "+85*67",
    status: "pending",
    requestedAt,
  });
  return userId;
}

/** Calls a route with these grants once for each request. @returns whether each answer is the documented 200. */
async function succeeds(route: Route, granted: readonly Grant[], requests: readonly TestRequest[]) {
  const handler = await stage.container(route.function as keyof typeof grants, granted);
  for (const request of requests) {
    const { statusCode, body } = await handler(eventOf(request), undefined);
    if (statusCode !== 200) return false;
    if (!route.responses[200]!.schema!.safeParse(JSON.parse(body)).success) return false;
  }
  return true;
}

const caller = (role: string) => ({ userId: newId("usr"), role });

const flows = {
  "auth/pending-approvals": (granted: readonly Grant[]) =>
    succeeds(pendingApprovals, granted, [{ caller: caller("admin") }]),
  "auth/approve": async (granted: readonly Grant[]) => {
    const userId = await applicant();
    const vote = () => ({ caller: caller("user"), path: { userId }, body: {} });
    const voted = await succeeds(approve, granted, [vote(), vote()]);
    return voted && (await stage.get("users", userId))?.["status"] === "approved";
  },
  "auth/reject": async (granted: readonly Grant[]) => {
    const request = { caller: caller("admin"), path: { userId: await applicant() } };
    return succeeds(reject, granted, [{ ...request, body: { reason: "Not of our year" } }]);
  },
};

describe.each(Object.keys(flows) as (keyof typeof flows)[])("%s", (entry) => {
  const needed: readonly Grant[] = grants[entry];

  test("works with its grants", async () => {
    const worked = await flows[entry](needed);
    if (!worked) throw new Error(output.text());
  });

  test.each(needed.map((grant) => [grant]))("fails without %j", async (left) => {
    expect(await flows[entry](needed.filter((grant) => grant !== left))).toBe(false);
    expect(output.text()).toContain(left[0]);
  });
});
