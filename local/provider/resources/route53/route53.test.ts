import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  type ResourceRecordSet,
} from "@aws-sdk/client-route-53";
import type { Clients } from "../../clients/connect";
import type { Lifecycle } from "../../testing/lifecycle";
import { startSuite, testLifecycles } from "../../testing/suite";

const suite = startSuite();

testLifecycles(suite, [["route53.Record", recordCases]]);

describe("a record", () => {
  const token = "aws:route53/record:Record";

  test("of a zone that the local cloud lacks is kept in the state only", async () => {
    const inputs = {
      zoneId: "Z0123456789",
      name: "api.example.org",
      type: "A",
      ttl: 60,
      records: ["192.0.2.1"],
    };
    const made = await suite.plugin.create(token, "it", inputs);
    expect(made.outputs).toMatchObject({ ...inputs, fqdn: "api.example.org" });
    expect(await suite.plugin.read(token, "it", made.id, made)).toEqual(made);
    await suite.plugin.delete(token, "it", made);
  });

  test("changes its type, and does not overwrite an existing record", async () => {
    const zoneId = await makeZone(suite.cloud.clients, "example.com");
    const inputs = { zoneId, name: "api.example.com", type: "A", ttl: 60, records: ["192.0.2.1"] };
    const made = await suite.plugin.create(token, "it", inputs);
    await expect(suite.plugin.create(token, "other", inputs)).rejects.toThrow("already exists");
    await suite.plugin.create(token, "other", { ...inputs, allowOverwrite: true });
    await suite.plugin.update(token, "it", made, { ...inputs, type: "AAAA", records: ["2001:db8::1"] });
    expect(await suite.plugin.read(token, "it", made.id, made)).toBeUndefined();
  });

  test("has either values or an alias target", async () => {
    const aliases = [{ name: "d1.cloudfront.net", zoneId: "Z2FDTNDATAQYW2", evaluateTargetHealth: false }];
    const inputs = { zoneId: "Z1", name: "a.example.org", type: "A", records: ["192.0.2.1"], aliases };
    const { failures } = await suite.plugin.check(token, "it", inputs);
    expect(failures).toEqual([': give either "records" or "aliases"']);
  });
});

/** Creates a hosted zone and returns its id. */
async function makeZone(clients: Clients, Name: string): Promise<string> {
  const made = await clients.route53().send(new CreateHostedZoneCommand({ Name, CallerReference: Name }));
  return (made.HostedZone?.Id ?? "").replace("/hostedzone/", "");
}

/** Cases of the type `Record`. */
async function recordCases(clients: Clients): Promise<Lifecycle[]> {
  const zoneId = await makeZone(clients, "example.org");
  const validation = { zoneId, name: "_x.example.org.", type: "CNAME" };
  const alias = (name: string) => ({
    zoneId,
    name: "photos.example.org",
    type: "AAAA",
    aliases: [{ name, zoneId: "Z2FDTNDATAQYW2", evaluateTargetHealth: false }],
  });
  const put = (ResourceRecordSet: ResourceRecordSet) => () =>
    clients.route53().send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: zoneId,
        ChangeBatch: { Changes: [{ Action: "UPSERT", ResourceRecordSet }] },
      }),
    );
  return [
    {
      token: "aws:route53/record:Record",
      small: { ...validation, ttl: 60, records: ["a.acm-validations.aws."] },
      large: { ...validation, ttl: 300, records: ["b.acm-validations.aws."] },
      drift: put({
        Name: "_x.example.org",
        Type: "CNAME",
        TTL: 5,
        ResourceRecords: [{ Value: "evil.example." }],
      }),
      drifted: ["records[0]", "ttl"],
      replaced: { zoneId: "Z123", name: "_y.example.org." },
    },
    {
      token: "aws:route53/record:Record",
      small: alias("d1.cloudfront.net"),
      large: alias("d2.cloudfront.net"),
      drift: put({
        Name: "photos.example.org",
        Type: "AAAA",
        AliasTarget: {
          HostedZoneId: "Z2FDTNDATAQYW2",
          DNSName: "d3.cloudfront.net",
          EvaluateTargetHealth: true,
        },
      }),
      drifted: ["aliases[0].evaluateTargetHealth", "aliases[0].name"],
      replaced: { zoneId: "Z123", name: "images.example.org" },
    },
  ];
}
