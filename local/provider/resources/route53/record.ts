import {
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  type AliasTarget,
  type ResourceRecordSet,
  type RRType,
} from "@aws-sdk/client-route-53";
import type { Context, ResourceType, State, Values } from "../resource";
import { compact, finish, flag, found, needed, number, objects, strings, text } from "../shared";

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
  const Changes = changes.map(([Action, of]) => ({ Action, ResourceRecordSet: recordSet(of) }));
  const done = await found(noZone, () =>
    clients
      .route53()
      .send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zone, ChangeBatch: { Changes } })),
  );
  if (done === undefined) {
    warn(
      `the local cloud has no hosted zone ${zone}: it keeps the record as a record only, which has no effect`,
    );
  }
}

function recordSet(inputs: Values): ResourceRecordSet {
  const [alias] = objects(inputs, "aliases");
  const target =
    alias === undefined
      ? {
          TTL: number(inputs, "ttl") ?? 300,
          ResourceRecords: strings(inputs, "records").map((Value) => ({ Value })),
        }
      : {
          AliasTarget: {
            HostedZoneId: needed(alias, "zoneId"),
            DNSName: needed(alias, "name"),
            EvaluateTargetHealth: flag(alias, "evaluateTargetHealth") ?? false,
          },
        };
  return { Name: needed(inputs, "name"), Type: needed(inputs, "type") as RRType, ...target };
}

/** The record as its zone has it. Not an object where it is not there, or its zone is not. */
async function zoneRecord({ clients }: Context, inputs: Values): Promise<Values | "no zone" | "no record"> {
  const [name, type] = [needed(inputs, "name"), needed(inputs, "type")];
  const query = new ListResourceRecordSetsCommand({
    HostedZoneId: needed(inputs, "zoneId"),
    StartRecordName: name,
    StartRecordType: type as RRType,
    MaxItems: 1,
  });
  const response = await found(noZone, () => clients.route53().send(query));
  if (response === undefined) return "no zone";
  const [first] = response.ResourceRecordSets ?? [];
  if (first === undefined || !isSameName(first.Name ?? "", name) || first.Type !== type) return "no record";
  return compact({
    ttl: first.TTL,
    records: first.ResourceRecords?.map(({ Value }) => Value ?? ""),
    aliases: first.AliasTarget && [aliasOf(first.AliasTarget, objects(inputs, "aliases")[0])],
  });
}

/** The target, with its name as in the program: the service adds a dot. */
function aliasOf(response: AliasTarget, last: Values | undefined): Values {
  const [live, written] = [response.DNSName ?? "", text(last ?? {}, "name") ?? ""];
  return {
    name: isSameName(live, written) ? written : live.replace(/\.$/, ""),
    zoneId: response.HostedZoneId ?? "",
    evaluateTargetHealth: response.EvaluateTargetHealth ?? false,
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
