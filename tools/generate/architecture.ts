import type { RegisteredResource } from "../../infra/lib/deploy-permissions/inventory";

/** What a role may do with one resource, e.g. `dynamodb:GetItem` on the table `users`. */
interface Access {
  /** Physical name without project and stage, e.g. `users`. */
  resource: string;
  kind: Kind;
  /** Actions without the service, e.g. `GetItem`. */
  actions: string[];
}

type Kind = "table" | "queue" | "bucket" | "secret" | "service";

/** A Lambda function and what its role may do. */
interface FunctionAccess {
  name: string;
  /** First part of the entry, e.g. `auth`. */
  domain: string;
  description: string;
  access: Access[];
}

interface Statement {
  Effect: string;
  Action: string[];
  Resource: string[];
}

/** Permissions that every function has, and that say nothing about the architecture. */
const COMMON = /^(?:logs|xray):/;

/** Domains without a route. */
const BACKGROUND: readonly string[] = ["alerts", "monitoring", "notifications"];

/** Actions that change data. All others read. */
const WRITES = /^(?:Put|Update|Delete|Send|Publish)/;

/**
 * The generated part of docs/architecture.md: a Mermaid diagram of functions by domain, tables, queues and who reads or
 * writes what, and a table of the permissions of each function.
 * @param registered what the program registers for one stage.
 */
export function renderArchitecture(registered: readonly RegisteredResource[], stage: string): string {
  const functions = readFunctions(registered, stage);
  return [
    "```mermaid",
    ...diagram(functions, scheduled(registered, stage)),
    "```",
    "",
    "Arrows show what the functions of a domain may do: `reads`, `writes` or both. Dotted arrows are event sources.",
    "",
    "| function | description | permissions |",
    "| --- | --- | --- |",
    ...functions.map(
      ({ name, description, access }) => `| \`${name}\` | ${description} | ${describe(access)} |`,
    ),
  ].join("\n");
}

function readFunctions(registered: readonly RegisteredResource[], stage: string): FunctionAccess[] {
  const policies = registered.filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy");
  return registered
    .filter(({ type }) => type === "aws:lambda/function:Function")
    .map(({ inputs }) => {
      const name = shortName(String(inputs["name"]), stage);
      const documents = policies.filter((policy) => policy.inputs["role"] === inputs["name"]);
      return {
        name,
        domain: name.split("-")[0] ?? name,
        description: String(inputs["description"]),
        access: documents.flatMap((policy) => readAccess(String(policy.inputs["policy"]), stage)),
      };
    })
    .map((found) => ({ ...found, access: merge(found.access) }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

function readAccess(document: string, stage: string): Access[] {
  const { Statement: statements } = JSON.parse(document) as { Statement: Statement[] };
  return statements
    .filter(({ Effect, Action }) => Effect === "Allow" && !Action.every((action) => COMMON.test(action)))
    .flatMap(({ Action, Resource }) => {
      const actions = Action.map((action) => action.split(":")[1] ?? action);
      const service = Action[0]?.split(":")[0] ?? "";
      return Resource.map((arn) => ({ ...target(arn, service, stage), actions }));
    });
}

/** The resource that an ARN names. An ARN of `*` stands for the service, e.g. SMS by SNS. */
function target(arn: string, service: string, stage: string): { resource: string; kind: Kind } {
  if (arn === "*") return { resource: service === "sns" ? "SNS SMS" : "SES e-mail", kind: "service" };
  const path = arn.split(":").slice(5).join(":");
  if (service === "dynamodb") return { resource: shortName(path.split("/")[1] ?? "", stage), kind: "table" };
  if (service === "sqs") return { resource: shortName(path, stage), kind: "queue" };
  if (service === "s3") return { resource: "photos", kind: "bucket" };
  if (service === "ssm") return { resource: path.split("/").at(-1) ?? path, kind: "secret" };
  throw new Error(`no kind of resource for ${arn}: add the service "${service}" here`);
}

function shortName(name: string, stage: string): string {
  return name.replace(/^sjc1990app-/, "").replace(new RegExp(`-${stage}$`), "");
}

function merge(access: readonly Access[]): Access[] {
  const merged = new Map<string, Access>();
  for (const { resource, kind, actions } of access) {
    const key = `${kind} ${resource}`;
    const all = new Set([...(merged.get(key)?.actions ?? []), ...actions]);
    merged.set(key, { resource, kind, actions: [...all].sort() });
  }
  return [...merged.values()].sort((a, b) => id(a).localeCompare(id(b)));
}

/** Actions of an event source mapping: the resource calls the function. */
const POLLS =
  /^(?:ReceiveMessage|DeleteMessage|GetQueueAttributes|GetRecords|GetShardIterator|DescribeStream)$/;

/** Functions that a schedule invokes: what the roles of EventBridge Scheduler may invoke. */
function scheduled(registered: readonly RegisteredResource[], stage: string): string[] {
  const ofType = (type: string) => registered.filter((one) => one.type === type).map(({ inputs }) => inputs);
  const roles = ofType("aws:iam/role:Role")
    .filter(({ assumeRolePolicy }) => String(assumeRolePolicy).includes("scheduler.amazonaws.com"))
    .map(({ name }) => name);
  return ofType("aws:iam/rolePolicy:RolePolicy")
    .filter(({ role }) => roles.includes(role))
    .flatMap(({ policy }) => (JSON.parse(String(policy)) as { Statement: Statement[] }).Statement)
    .filter(({ Action }) => Action.includes("lambda:InvokeFunction"))
    .flatMap(({ Resource }) =>
      Resource.map((arn) => shortName(arn.replace(/^.*:function:|:live$/g, ""), stage)),
    );
}

const SHAPES: Record<Kind, (name: string) => string> = {
  table: (name) => `[("${name}")]`,
  queue: (name) => `[/"${name}"/]`,
  bucket: (name) => `[("S3 ${name}")]`,
  secret: (name) => `{{"${name}"}}`,
  service: (name) => `(["${name}"])`,
};

function diagram(functions: readonly FunctionAccess[], scheduledFunctions: readonly string[]): string[] {
  const domains = [...new Set(functions.map(({ domain }) => domain))];
  // Secrets would triple the arrows: they are in the table.
  const shown = merge(functions.flatMap(({ access }) => access)).filter(({ kind }) => kind !== "secret");
  const arrows = domains.flatMap((domain) => {
    const access = merge(functions.filter((one) => one.domain === domain).flatMap((one) => one.access));
    return access.flatMap((one) => {
      const actions = one.actions.filter((action) => !POLLS.test(action));
      return one.kind === "secret" || actions.length === 0
        ? []
        : [`  ${domain} -->|${verb(actions)}| ${id(one)}`];
    });
  });
  return [
    "flowchart LR",
    "  api([REST API])",
    "  scheduler([EventBridge Scheduler])",
    ...domains.flatMap((domain) => {
      const members = functions.filter((one) => one.domain === domain).map(({ name }) => name);
      return [`  ${domain}["<b>${domain}</b><br/>${members.join("<br/>")}"]`];
    }),
    ...shown.map((one) => `  ${id(one)}${SHAPES[one.kind](one.resource)}`),
    ...domains.filter((domain) => !BACKGROUND.includes(domain)).map((domain) => `  api --> ${domain}`),
    ...arrows,
    ...functions.flatMap(({ name, domain, access }) =>
      access
        .filter(({ actions }) => actions.some((action) => POLLS.test(action)))
        .map((one) => `  ${id(one)} -.->|${name}| ${domain}`),
    ),
    ...scheduledFunctions.map((name) => `  scheduler -.->|${name}| ${name.split("-")[0] ?? name}`),
  ];
}

function id({ kind, resource }: Access): string {
  return `${kind}_${slug(resource)}`;
}

function slug(name: string): string {
  return name.replace(/\W/g, "_");
}

function verb(actions: readonly string[]): string {
  const writes = actions.some((action) => WRITES.test(action));
  const reads = actions.some((action) => !WRITES.test(action));
  return writes && reads ? "reads, writes" : writes ? "writes" : "reads";
}

function describe(access: readonly Access[]): string {
  if (access.length === 0) return "none";
  return access.map(({ resource, actions }) => `${resource}: ${actions.join(", ")}`).join("<br/>");
}
