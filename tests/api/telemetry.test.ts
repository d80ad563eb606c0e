/** Metrics, as the functions write them to their logs. The local cloud has no metrics: the tests read the logs. */
import { isDeepStrictEqual } from "node:util";

import { routes } from "../../functions/routes";
import { platformMetrics } from "../../infra/lib/metrics";
import type { Metric } from "../../infra/lib/metrics/metric";
import { physicalName } from "../../infra/lib/names";
import type { Cloud } from "../../local/cloud";
import { me } from "../../ops/people";
import { expectCleanLogs, writtenMetrics } from "../testing/logs";
import { neverQuiet, place, Stage } from "../testing/stage";
import { eventually, openPlatform, removeTestCloud } from "../testing/support";

describe("telemetry", () => {
  let cloud: Cloud;
  let stage: Stage;

  beforeAll(async () => {
    cloud = await openPlatform();
    stage = await Stage.open(cloud);
  });
  afterAll(async () => {
    await removeTestCloud(cloud);
  });

  /** The sum of a metric, as an alarm or a graph that names it would show. */
  async function sums(...metrics: Metric[]): Promise<Record<string, number>> {
    const written = await writtenMetrics(cloud);
    return Object.fromEntries(
      metrics.map(({ namespace, metricName, dimensions, label }) => [
        label,
        written
          .filter((one) => one.namespace === namespace && one.name === metricName)
          .filter((one) => isDeepStrictEqual(one.dimensions, dimensions))
          .reduce((sum, { value }) => sum + value, 0),
      ]),
    );
  }

  const { events, messagesSent, messagesFailed, failures, failuresOf } = platformMetrics(place.stage);

  test("a sign-up with its approval is counted, and so are a rejection and the messages", async () => {
    const admin = await stage.people.admin();
    const { api, outbox } = stage;
    const approved = await stage.people.signUp("Chan Tai Man");
    const rejected = await stage.people.signUp("Wong Siu Ming");
    await stage.people.signIn(approved.phoneNumber);
    for (const as of [approved, rejected]) {
      await api.call(routes.updatePreferences, {
        params: me,
        as,
        body: { primaryChannel: "sms", enabledChannels: ["sms"], quietHours: neverQuiet },
      });
    }
    const [params, other] = [{ userId: approved.userId }, { userId: rejected.userId }];
    await api.call(routes.approve, { params, as: admin, body: {} });
    await api.call(routes.reject, { params: other, as: admin, body: {} });
    for (const { phoneNumber } of [approved, rejected]) {
      await eventually(async () => (await outbox.sms(phoneNumber)).find((sms) => /approved/.test(sms)));
    }
    const sent = messagesSent();
    await eventually(async () => ((await sums(sent))[sent.label] ?? 0) >= 6 || undefined);
    expect(await sums(...Object.values(events), sent, messagesSent("sms"), messagesFailed)).toEqual({
      // The admin is a new user, too.
      Registrations: 3,
      Verifications: 3,
      "Sign ins": 4,
      "Codes sent": 4,
      Approvals: 1,
      Rejections: 1,
      Uploads: 0,
      // Codes are messages.
      "Sent by all channels": 6,
      "Sent by sms": 6,
      [messagesFailed.label]: 0,
    });
  });

  test("a record that fails is a failure of the stage and of its function", async () => {
    const failuresOfDeliver = {
      ...failuresOf(physicalName("notifications-deliver", place)),
      label: "deliver",
    };
    expect(await sums(failures, failuresOfDeliver)).toEqual({ Failures: 0, deliver: 0 });
    const { payload } = await stage.invoke("notifications-deliver", {
      Records: [{ messageId: "m1", body: "{" }],
    });
    expect(payload).toEqual({ batchItemFailures: [{ itemIdentifier: "m1" }] });
    expect(await sums(failures, failuresOfDeliver)).toEqual({ Failures: 1, deliver: 1 });
  });

  test("one correlation id leads from the decision to the message that was sent", async () => {
    const id = `decision-${String(Date.now())}`;
    const admin = await stage.people.admin();
    const person = await stage.people.signUp("Lee Ka Yan");
    const { userId } = person;
    const own = { as: person, headers: { "x-correlation-id": `${id}-own` } };
    expect((await stage.api.raw("GET", "/users/me/preferences", own)).status).toBe(200);
    const { status, headers } = await stage.api.raw("POST", `/auth/approve/${userId}`, {
      ...{ as: admin, body: {}, headers: { "X-Correlation-Id": id, origin: "http://localhost:3000" } },
    });
    expect(status).toBe(200);
    expect(headers.get("x-correlation-id")).toBe(id);
    expect(headers.get("access-control-expose-headers")).toContain("X-Correlation-Id");
    const record = await eventually(() => stage.recordOf(userId));
    expect(record).toMatchObject({ correlationId: id, state: "sent" });
    const lines = await expectCleanLogs(cloud);
    const routesOf = (wanted: string): string[] =>
      lines.filter((line) => line.correlation_id === wanted).map(({ route }) => route);
    // The gateway may have a cached policy for the admin.
    expect(
      routesOf(id)
        .filter((route) => !route.startsWith("authorize"))
        .sort(),
    ).toEqual([...["POST /auth/approve/{userId}", "SQS deliver", "STREAM announce"]]);
    // The first request with a token is authorized.
    expect(routesOf(`${id}-own`).sort()).toEqual([
      ...["GET /users/{userId}/preferences", "authorize GET /users/{userId}/preferences"],
    ]);
  });

  test("a message without a correlation id, as an earlier version sends it, is delivered", async () => {
    const { userId } = await stage.applicant();
    const body = JSON.stringify({ kind: "approved", userId, decidedAt: "2027-01-15T08:00:00.000Z" });
    const { payload } = await stage.invoke("notifications-deliver", {
      Records: [{ messageId: "old-1", body }],
    });
    expect(payload).toEqual({ batchItemFailures: [] });
  });

  test("logs and metrics hold nothing private", async () => {
    await expectCleanLogs(cloud);
  });
});
