import * as fs from "node:fs";

import { currentInventory, inventoryFile, renderInventory } from "../../offline/inventory";
import { permissionTable } from "./table";
import { namesOf, resourceNames, type Inventory, type RegisteredResource } from "./inventory";
import { boundaryStatements } from "./boundary";
import { policyDocument } from "../iam";
import { allows } from "./testing/evaluate";
import { runProgram } from "../../offline/run-program";

test("registered.json is up to date; run `npm run permissions` if not", async () => {
  const now = renderInventory(await currentInventory());
  expect(JSON.parse(fs.readFileSync(inventoryFile, "utf8"))).toEqual(JSON.parse(now));
});

test("a type without permissions is refused, with the folder to add it to", () => {
  const unknown = { type: "aws:rds/cluster:Cluster", name: "main", inputs: {} };
  expect(() => resourceNames([unknown], [])).toThrow(
    "the deploy role has no permissions for aws:rds/cluster:Cluster (main): add the type to infra/lib/deploy-permissions/types/",
  );
});

test("names of a stage have no placeholders, and only the optional resources that it has", () => {
  const inventory: Inventory = {
    always: { "aws:dynamodb/table:Table": ["sjc1990app-users-<stage>"], "aws:apigateway/stage:Stage": [] },
    domains: { "aws:route53/record:Record": ["<hostedZoneId>"] },
    webFirewall: { "aws:wafv2/webAcl:WebAcl": ["sjc1990app-api-<stage>"] },
    roleActions: [],
  };
  const stage = { stage: "dev", region: "us-east-1", accountId: "1", emailFrom: "a@example.org" };
  expect([...namesOf(inventory, { ...stage, webFirewall: false })]).toEqual([
    ["aws:dynamodb/table:Table", ["sjc1990app-users-dev"]],
    ["aws:apigateway/stage:Stage", []],
  ]);
  const domains = { api: "a", photos: "p", hostedZoneId: "Z1" };
  const all = namesOf(inventory, { ...stage, webFirewall: true, domains });
  expect(all.get("aws:route53/record:Record")).toEqual(["Z1"]);
  expect(all.get("aws:wafv2/webAcl:WebAcl")).toEqual(["sjc1990app-api-dev"]);
});

describe("the roles of a stage", () => {
  let registered: RegisteredResource[];

  beforeAll(async () => {
    registered = await runProgram();
  });

  test("keep all permissions of their policies within the boundary", () => {
    const actions = (JSON.parse(fs.readFileSync(inventoryFile, "utf8")) as Inventory).roleActions;
    const place = { stage: "dev", region: "us-east-1", accountId: "123456789012" };
    const boundary = policyDocument(boundaryStatements(actions, place));
    const statements = registered
      .filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy")
      .flatMap(({ inputs }) => parsed(inputs["policy"]).Statement)
      .filter(({ Effect }) => Effect === "Allow");
    expect(statements.length).toBeGreaterThan(50);
    for (const { Action, Resource } of statements)
      for (const action of Action)
        for (const resource of Resource)
          expect({ action, resource, allowed: allows([boundary], { action, resource }) }).toEqual({
            action,
            resource,
            allowed: true,
          });
  });

  test("are passed only to the services in the table", () => {
    const services = registered
      .filter(({ type }) => type === "aws:iam/role:Role")
      .flatMap(({ inputs }) =>
        parsed(inputs["assumeRolePolicy"]).Statement.map(({ Principal }) => Principal?.Service),
      );
    const passed = Object.values(permissionTable).map(({ passesRoleTo }) => passesRoleTo);
    expect(passed).toEqual(expect.arrayContaining([...new Set(services)]));
  });
});

interface Document {
  Statement: { Effect: string; Action: string[]; Resource: string[]; Principal?: { Service: string } }[];
}

function parsed(document: unknown): Document {
  return JSON.parse(document as string) as Document;
}
