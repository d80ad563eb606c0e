import type { PolicyEvent } from "@pulumi/pulumi/automation";

import { deletionProtection } from "../../policies/rules/deletion-protection";
import type { AcceptedChange } from "./accepted";
import { judge, type ChangeSummary } from "./judge";
import { policyFindings, readPreview, type PreviewDiagnostic, type PreviewStep } from "./preview";
import { renderText } from "./render";
import { lossOf } from "./stateful";

const table = "urn:pulumi:prod::sjc1990app::sjc1990app:data:Table$aws:dynamodb/table:Table::users";
const topic = "urn:pulumi:prod::sjc1990app::aws:cloudwatch/metricAlarm:MetricAlarm::slow";

function step(op: string, urn: string, more: Partial<PreviewStep> = {}): PreviewStep {
  const type = urn.split("::")[2]!.split("$").at(-1)!;
  const state = { type, custom: !type.startsWith("sjc1990app:") };
  return {
    op,
    urn,
    ...(op === "create" ? {} : { oldState: state }),
    ...(op === "delete" ? {} : { newState: state }),
    ...more,
  };
}

const replaced = step("replace", table, {
  detailedDiff: { hashKey: { kind: "update-replace" }, "attributes[1]": { kind: "add" } },
  replaceReasons: ["hashKey"],
});

function judged(
  steps: PreviewStep[],
  more: { accepted?: AcceptedChange[]; diagnostics?: PreviewDiagnostic[]; stage?: string } = {},
): ChangeSummary {
  const { accepted = [], diagnostics = [], stage = "prod" } = more;
  return judge({ preview: { steps, diagnostics }, accepted, version: "1.2.0", stage });
}

describe("losses", () => {
  test("a replaced table is refused with its name, the cause and the next step", () => {
    const { problems, counts, changes } = judged([replaced, step("same", topic)]);
    expect(problems).toEqual([
      expect.stringMatching(
        /aws:dynamodb\/table:Table::users would be replaced because hashKey changes, .*its items.*accepted\.ts/,
      ),
    ]);
    expect(counts).toEqual({ replace: 1, delete: 0, update: 0, create: 0, same: 1 });
    expect(changes[0]).toMatchObject({ because: ["hashKey"], properties: ["attributes[1]", "hashKey"] });
  });

  test("a replacement of three steps counts once", () => {
    const { counts, problems } = judged([
      step("create-replacement", table),
      replaced,
      step("delete-replaced", table),
    ]);
    expect(counts.replace).toBe(1);
    expect(problems[0]).toContain("because hashKey changes");
  });

  test("a deleted table is refused, a deleted alarm is not", () => {
    expect(judged([step("delete", table)]).problems).toHaveLength(1);
    expect(judged([step("delete", topic)]).problems).toEqual([]);
  });

  test("a retained resource is not lost", () => {
    const oldState = { type: "aws:dynamodb/table:Table", custom: true, retainOnDelete: true };
    expect(judged([step("delete", table, { oldState })]).problems).toEqual([]);
  });

  test("the most serious comes first", () => {
    const api = "urn:pulumi:prod::sjc1990app::aws:apigateway/restApi:RestApi::api";
    const steps = [
      step("create", `${topic}2`),
      step("replace", topic),
      step("delete", table),
      step("replace", api),
    ];
    expect(
      judged(steps).changes.map(({ action, resource }) => `${action} ${resource.split("::")[1]!}`),
    ).toEqual(["replace api", "replace slow", "delete users", "create slow2"]);
  });

  test("components, providers and the stack are not counted", () => {
    const component = "urn:pulumi:prod::sjc1990app::sjc1990app:data:Table::users";
    const provider = "urn:pulumi:prod::sjc1990app::pulumi:providers:aws::default";
    expect(judged([step("delete", component), step("replace", provider)]).changes).toEqual([]);
  });

  test("every store of data of the policy is stateful", () => {
    expect(deletionProtection.appliesTo.filter((type) => lossOf(type) === undefined)).toEqual([]);
  });
});

test("a resource with a new logical name and the same physical name is refused", () => {
  const role = (op: string, logical: string, name: string) => {
    const state = { type: "aws:iam/role:Role", custom: true, inputs: { name } };
    const urn = `urn:pulumi:prod::sjc1990app::aws:iam/role:Role::${logical}`;
    return { op, urn, ...(op === "create" ? { newState: state } : { oldState: state }) };
  };
  expect(judged([role("create", "new", "same"), role("delete", "old", "same")]).problems).toEqual([
    expect.stringMatching(/Role::new has the physical name of aws:iam\/role:Role::old.*alias/),
  ]);
  expect(judged([role("create", "new", "other"), role("delete", "old", "same")]).problems).toEqual([]);
  // Inline policies of two roles may have the same name.
  const inline = (op: string, logical: string) => {
    const type = "aws:iam/rolePolicy:RolePolicy";
    const state = { type, custom: true, inputs: { name: "grants" } };
    return step(op, `urn:pulumi:prod::sjc1990app::${type}::${logical}`, { oldState: state, newState: state });
  };
  expect(judged([inline("create", "new"), inline("delete", "old")]).problems).toEqual([]);
});

describe("accepted losses", () => {
  const meant = { resource: "aws:dynamodb/table:Table::users", reason: "Moved by a job.", version: "1.2.0" };

  test("are allowed, and shown with the reason", () => {
    const summary = judged([replaced], { accepted: [{ ...meant, change: "replace" }] });
    expect(summary.problems).toEqual([]);
    expect(renderText(summary)).toContain("accepted: Moved by a job.");
  });

  test.each([
    ["another change", { ...meant, change: "delete" as const }],
    ["another resource", { ...meant, resource: `${meant.resource}2`, change: "replace" as const }],
    ["another stage", { ...meant, change: "replace" as const, stages: ["dev"] }],
  ])("do not apply to %s", (_what, accepted) => {
    expect(judged([replaced], { accepted: [accepted] }).problems).toHaveLength(1);
  });

  test("of another version are stale, and refused even without a loss", () => {
    const { problems } = judged([], { accepted: [{ ...meant, version: "1.1.0", change: "replace" }] });
    expect(problems).toEqual([expect.stringMatching(/stale: .*users.*1\.1\.0.*1\.2\.0/)]);
  });

  test("that do not happen are reported", () => {
    const { problems, notes } = judged([], { accepted: [{ ...meant, change: "replace" }] });
    expect(problems).toEqual([]);
    expect(notes).toEqual([expect.stringContaining(meant.resource)]);
  });
});

describe("errors of the engine", () => {
  const failed = { message: "error: preview failed\n", severity: "error" };
  const refusal = {
    urn: table,
    message: `error: unable to replace resource "${table}"\nas it is currently marked for protection.`,
    severity: "error",
  };

  test("a refusal to replace a protected resource is not a second problem", () => {
    expect(judged([replaced], { diagnostics: [refusal, failed] }).problems).toHaveLength(1);
  });

  test("a refusal stays where the loss is accepted: protection has to be turned off first", () => {
    const accepted = [
      {
        resource: "aws:dynamodb/table:Table::users",
        change: "replace" as const,
        reason: "-",
        version: "1.2.0",
      },
    ];
    expect(judged([replaced], { accepted, diagnostics: [refusal, failed] }).problems).toEqual([
      expect.stringContaining("marked for protection"),
    ]);
  });

  test("a preview that fails without a cause is a problem", () => {
    expect(judged([], { diagnostics: [failed] }).problems).toEqual(["preview failed"]);
  });

  test("removed protection is reported, also without another change", () => {
    const state = { type: "aws:dynamodb/table:Table", custom: true };
    const { notes } = judged([
      step("same", table, { oldState: { ...state, protect: true }, newState: state }),
    ]);
    expect(notes).toEqual(["aws:dynamodb/table:Table::users is no longer protected from deletion"]);
  });

  test("output before the JSON is skipped; without JSON the error is thrown", () => {
    expect(readPreview({ stdout: 'warning: x\n{"steps":[]}', stderr: "" })).toEqual({
      steps: [],
      diagnostics: [],
    });
    expect(() => readPreview({ stdout: "", stderr: "error: no stack" })).toThrow(/no stack/);
  });

  test("policy findings are read from the events, each once; mandatory ones are problems", () => {
    const event = (enforcementLevel: string, message: string) => {
      const policyEvent = { policyName: "p", enforcementLevel, resourceUrn: table, message };
      return { policyEvent: policyEvent as PolicyEvent };
    };
    const policies = policyFindings([
      event("mandatory", "bad<{%reset%}>"),
      event("mandatory", "bad"),
      event("warning", "meh"),
      {},
    ]);
    expect(policies).toEqual([
      { policy: "p", level: "mandatory", urn: table, message: "bad" },
      { policy: "p", level: "advisory", urn: table, message: "meh" },
    ]);
    const { problems } = judge({
      preview: { steps: [], diagnostics: [{ message: "error: preview failed\n", severity: "error" }] },
      policies,
      accepted: [],
      version: "1",
      stage: "prod",
    });
    expect(problems).toEqual(["policy p on users: bad"]);
  });
});

describe("the text", () => {
  const summary = judged([
    replaced,
    ...Array.from({ length: 30 }, (_, i) => step("create", `${topic}-${String(i)}`)),
  ]);

  test("is short", () => {
    expect(renderText(summary)).toContain("… 15 more created");
  });

  test("the same change of several roles is listed once", () => {
    const policies = ["a", "b", "c", "d", "e"].map((name) => {
      const type = "aws:iam/rolePolicy:RolePolicy";
      const Statement = [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:x" }];
      const newState = { type, custom: true, inputs: { policy: JSON.stringify({ Statement }) } };
      return step("create", `urn:pulumi:prod::sjc1990app::${type}::${name}`, { newState });
    });
    expect(renderText(judged(policies))).toContain(
      "  a, b, c and 2 more (policy)\n    + Allow s3:GetObject on arn:x\n",
    );
  });
});
