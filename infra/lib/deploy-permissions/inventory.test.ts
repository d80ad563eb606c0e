import * as fs from "node:fs";

import { currentInventory, inventoryFile, renderInventory } from "../../offline/inventory";
import { permissionTable } from "./table";
import { namesOf, resourceNames, type Inventory, type RegisteredResource } from "./inventory";
import { boundaryStatements } from "./boundary";
import { policyDocument } from "../iam";
import { allows } from "./testing/evaluate";
import { runProgram } from "../../offline/run-program";

test("the list of what the program registers is the present one: else run `npm run permissions`", async () => {
  const now = renderInventory(await currentInventory());
  expect(JSON.parse(fs.readFileSync(inventoryFile, "utf8"))).toEqual(JSON.parse(now));
});

test("a type that the table does not know is refused, with where to say what it needs", () => {
  const unknown = { type: "aws:rds/cluster:Cluster", name: "main", inputs: {} };
  expect(() => resourceNames([unknown], [])).toThrow(
    "no deployment may make aws:rds/cluster:Cluster (main): say what its provider needs in infra/lib/deploy-permissions/types/",
  );
});

test("names are filled in for a stage, and what it does not have is left out", () => {
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

describe("a stage's roles", () => {
  let registered: RegisteredResource[];

  beforeAll(async () => {
    registered = await runProgram();
  });

  test("may do all that their policies say within the boundary", () => {
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

  test("are handed to no other services than the table says", () => {
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
