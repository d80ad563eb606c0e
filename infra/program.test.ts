import { taggable } from "../policies/lib/data/taggable";
import type { Registered } from "./offline/registered";
import { runProgram } from "./offline/run-program";
import { only } from "./testing/registered";

describe.each([{ preview: true }, { preview: false }])(
  "the whole program (preview: $preview)",
  ({ preview }) => {
    let registered: Registered[];

    beforeAll(async () => {
      registered = await runProgram({ preview });
    });

    test("every resource that takes tags has the tags of the stack and its component", () => {
      const tagged = registered.filter(({ type }) => taggable.includes(type));
      expect(new Set(tagged.map(({ type }) => type)).size).toBeGreaterThan(15);
      for (const { type, name, inputs } of tagged) {
        expect({ type, name, tags: inputs["tags"] }).toEqual({
          type,
          name,
          tags: {
            project: "sjc1990app",
            stage: "dev",
            component: expect.stringMatching(/./) as string,
            owner: "team",
            costCentre: "alumni",
            ...(/^aws:cloudwatch\/(?:composite|metric)Alarm:/.test(type)
              ? { severity: expect.stringMatching(/^(critical|warning)$/) as string }
              : {}),
          },
        });
      }
      expect(registered.filter(({ type, inputs }) => "tags" in inputs && !taggable.includes(type))).toEqual(
        [],
      );
    });

    test.each([
      ["aws:dynamodb/table:Table", "users", "users"],
      ["aws:iam/role:Role", "auth-login-role", "auth-login"],
      ["aws:sqs/queue:Queue", "erasure", "erasure"],
      ["aws:sqs/queue:Queue", "erasure-dead", "erasure-dead"],
      ["aws:cloudwatch/logGroup:LogGroup", "api-access-logs", "api"],
      ["aws:cloudfront/distribution:Distribution", "photos-distribution", "photos"],
    ])("%s %s has the tag component: %s", (type, name, component) => {
      expect(only(registered, type, name)["tags"]).toMatchObject({ component });
    });

    test("every policy document is known at preview", () => {
      const policies = registered.filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy");
      expect(policies.length).toBeGreaterThan(3);
      for (const { inputs } of policies)
        expect(JSON.parse(inputs["policy"] as string)).toHaveProperty("Statement");
    });

    test("every function has its own role", () => {
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
