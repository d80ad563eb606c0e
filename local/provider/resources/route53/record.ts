import type { Context, ResourceType, State, Values } from "../resource";
import { compact, finish, flag, found, needed, number, object, objects, strings, text } from "../shared";

const noZone = ["NoSuchHostedZone"];

/**
 * A record. Its id is `<zone>_<name>_<type>`. Hosted zones get their ids from AWS, so that a zone which a stage names by
 * its id does not exist in the emulator: a record of such a zone is kept in the state only, with a warning.
 */
export const record: ResourceType = {
  token: "aws:route53/record:Record",
  properties: {
    zoneId: { replace: true, required: true },
    name: { replace: true, required: true },
    type: { required: true },
    ttl: {},
    records: { set: true },
    aliases: {
      of: { name: { required: true }, zoneId: { required: true }, evaluateTargetHealth: { required: true } },
    },
    allowOverwrite: { default: false, writeOnly: true },
  },
  stable: ["fqdn"],
  identity: ["zoneId", "name", "type"],
  notFound: [],

  check({ records, aliases }) {
    const given = [records, aliases].filter((list) => Array.isArray(list) && list.length > 0);
    return given.length === 2 ? ['give either "records" or "aliases"'] : [];
  },

  async create(inputs, context) {
    await change(context, inputs, [[flag(inputs, "allowOverwrite") ? "UPSERT" : "CREATE", inputs]]);
    return finish(() => read(idOf(inputs), context, inputs));
  },

  read,

  async update(_id, old, next, changed, context) {
    // Under another type it is another record.
    await change(
      context,
      next,
      changed.has("type")
        ? [
            ["DELETE", old],
            ["CREATE", next],
          ]
        : [["UPSERT", next]],
    );
    return finish(() => read(idOf(next), context, next));
  },

  async delete(_id, inputs, context) {
    // A deletion must name the record exactly as it is now.
    const live = await zoneRecord(context, inputs);
    if (typeof live === "object") await change(context, inputs, [["DELETE", { ...inputs, ...live }]]);
  },

  async locate(inputs, context) {
    return typeof (await zoneRecord(context, inputs)) === "object" ? idOf(inputs) : undefined;
  },
};

const idOf = (inputs: Values): string =>
  ["zoneId", "name", "type"].map((name) => needed(inputs, name)).join("_");

const isSameName = (a: string, b: string): boolean =>
  a.replace(/\.$/, "").toLowerCase() === b.replace(/\.$/, "").toLowerCase();

async function change(
  { clients, warn }: Context,
  inputs: Values,
  changes: readonly ["CREATE" | "UPSERT" | "DELETE", Values][],
): Promise<void> {
  const zone = needed(inputs, "zoneId");
  const batch = changes.map(([action, of]) => `<Change><Action>${action}</Action>${recordXml(of)}</Change>`);
  const body =
    `<ChangeResourceRecordSetsRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/">` +
    `<ChangeBatch><Changes>${batch.join("")}</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`;
  const done = await found(noZone, () =>
    clients.route53().call("POST", `/hostedzone/${zone}/rrset`, { body }),
  );
  if (done === undefined) {
    warn(
      `the local cloud has no hosted zone ${zone}: it keeps the record as a record only, which has no effect`,
    );
  }
}

function recordXml(inputs: Values): string {
  const [alias] = objects(inputs, "aliases");
  const target =
    alias === undefined
      ? element("TTL", String(number(inputs, "ttl") ?? 300)) +
        `<ResourceRecords>${strings(inputs, "records")
          .map((value) => `<ResourceRecord>${element("Value", value)}</ResourceRecord>`)
          .join("")}</ResourceRecords>`
      : `<AliasTarget>${element("HostedZoneId", needed(alias, "zoneId"))}` +
        element("DNSName", needed(alias, "name")) +
        element("EvaluateTargetHealth", String(flag(alias, "evaluateTargetHealth") ?? false)) +
        "</AliasTarget>";
  const name = element("Name", needed(inputs, "name")) + element("Type", needed(inputs, "type"));
  return `<ResourceRecordSet>${name}${target}</ResourceRecordSet>`;
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

const element = (tag: string, value: string): string =>
  `<${tag}>${value.replace(/[&<>]/g, (character) => entities[character] ?? "")}</${tag}>`;

/** The record as its zone has it. Not an object where it is not there, or its zone is not. */
async function zoneRecord({ clients }: Context, inputs: Values): Promise<Values | "no zone" | "no record"> {
  const [name, type] = [needed(inputs, "name"), needed(inputs, "type")];
  const path = `/hostedzone/${needed(inputs, "zoneId")}/rrset`;
  const query = { name, type, maxitems: "1" };
  const response = await found(noZone, () => clients.route53().call("GET", path, { query }));
  if (response === undefined) return "no zone";
  const [first] = listed(object(response, "ResourceRecordSets"), "ResourceRecordSet");
  if (first === undefined || !isSameName(needed(first, "Name"), name) || first["Type"] !== type)
    return "no record";
  const [alias] = listed(first, "AliasTarget");
  return compact({
    // Spelt as in the program: the service adds a dot.
    ttl: number(first, "TTL"),
    records: first["ResourceRecords"] === undefined ? undefined : valuesOf(first),
    aliases: alias && [aliasOf(alias, objects(inputs, "aliases")[0])],
  });
}

/** One element or several of that name: XML does not tell a list of one. */
function listed(of: Values, name: string): Values[] {
  const value = of[name];
  return objects({ list: Array.isArray(value) ? value : value === undefined ? [] : [value] }, "list");
}

const valuesOf = (response: Values): string[] =>
  listed(object(response, "ResourceRecords"), "ResourceRecord").map((value) => needed(value, "Value"));

function aliasOf(response: Values, last: Values | undefined): Values {
  const [live, written] = [needed(response, "DNSName"), text(last ?? {}, "name") ?? ""];
  return {
    name: isSameName(live, written) ? written : live.replace(/\.$/, ""),
    zoneId: needed(response, "HostedZoneId"),
    evaluateTargetHealth: flag(response, "EvaluateTargetHealth") ?? false,
  };
}

async function read(id: string, context: Context, last: Values | undefined): Promise<State | undefined> {
  const [zoneId = "", ...rest] = id.split("_");
  const type = rest.pop() ?? "";
  const key = last ?? { zoneId, name: rest.join("_"), type };
  const live = await zoneRecord(context, key);
  const fqdn = needed(key, "name").replace(/\.$/, "");
  if (live === "no zone" && last !== undefined) return { id: idOf(key), inputs: last, outputs: { fqdn } };
  if (typeof live === "string") return undefined;
  const named = { zoneId: needed(key, "zoneId"), name: needed(key, "name"), type: needed(key, "type") };
  return { id: idOf(key), inputs: { ...named, ...live }, outputs: { fqdn } };
}
