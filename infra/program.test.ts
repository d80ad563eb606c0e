import type { Registered } from "./offline/registered";
import { runProgram } from "./offline/run-program";

const TAGGED = [
  "aws:dynamodb/table:Table",
  "aws:ssm/parameter:Parameter",
  "aws:lambda/function:Function",
  "aws:iam/role:Role",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:sns/topic:Topic",
  "aws:apigateway/restApi:RestApi",
  "aws:apigateway/stage:Stage",
];

describe.each([{ preview: true }, { preview: false }])(
  "the whole program (preview: $preview)",
  ({ preview }) => {
    let registered: Registered[];

    beforeAll(async () => {
      registered = await runProgram({ preview });
    });

    test("every resource that takes tags has all of them", () => {
      const tagged = registered.filter(({ type }) => TAGGED.includes(type));
      expect(tagged.length).toBeGreaterThan(15);
      for (const { name, inputs } of tagged) {
        expect({ name, tags: inputs["tags"] }).toEqual({
          name,
          tags: expect.objectContaining({
            project: "sjc1990app",
            stage: "dev",
            component: expect.stringMatching(/./) as string,
            owner: "team",
            costCentre: "alumni",
          }) as unknown,
        });
      }
    });

    test("every policy document is known while previewing", () => {
      const policies = registered.filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy");
      expect(policies.length).toBeGreaterThan(3);
      for (const { inputs } of policies)
        expect(JSON.parse(inputs["policy"] as string)).toHaveProperty("Statement");
    });

    test("every function has a role of its own", () => {
      const functions = registered.filter(({ type }) => type === "aws:lambda/function:Function");
      const roles = registered.filter(
        ({ type, name }) => type === "aws:iam/role:Role" && !/-(invocation|schedule)-role$/.test(name),
      );
      expect(roles.map(({ inputs }) => inputs["name"]).sort()).toEqual(
        functions.map(({ inputs }) => inputs["name"]).sort(),
      );
    });
  },
);
