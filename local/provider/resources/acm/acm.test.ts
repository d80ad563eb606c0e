import {
  AddTagsToCertificateCommand,
  DeleteCertificateCommand,
  RequestCertificateCommand,
} from "@aws-sdk/client-acm";
import type { Clients } from "../../clients/connect";
import type { Lifecycle } from "../../testing/lifecycle";
import { locateResource } from "../../recovery/locate";
import { startSuite, testLifecycles } from "../../testing/suite";

const suite = startSuite();

testLifecycles(suite, [
  ["acm.Certificate", certificateCases],
  ["acm.CertificateValidation", certificateValidationCases],
]);

test("a certificate in another region has validation records for its domains", async () => {
  const token = "aws:acm/certificate:Certificate";
  const inputs = {
    domainName: "example.org",
    subjectAlternativeNames: ["photos.example.org"],
    validationMethod: "DNS",
    region: "eu-west-1",
  };
  const made = await suite.plugin.create(token, "it", inputs);
  expect(made.id).toMatch(/^arn:aws:acm:eu-west-1:000000000000:certificate\//);
  expect(made.outputs).toMatchObject({ ...inputs, status: "ISSUED" });
  const record = { resourceRecordType: "CNAME", resourceRecordName: expect.stringMatching(/\.$/) };
  expect(made.outputs["domainValidationOptions"]).toMatchObject([
    { domainName: "example.org", ...record },
    { domainName: "photos.example.org", ...record },
  ]);
  expect(await suite.plugin.read(token, "it", made.id, made)).toEqual(made);
  const imported = await suite.plugin.read(token, "it", `${made.id}@eu-west-1`);
  expect(imported?.inputs).toEqual(inputs);
  expect(await suite.plugin.read(token, "it", made.id)).toBeUndefined();
  expect(await locateResource(token, made.inputs, suite.cloud.env)).toBe(made.id);
  await suite.plugin.delete(token, "it", made);
  expect(await suite.plugin.read(token, "it", made.id, made)).toBeUndefined();
});

/** Cases of the type `Certificate`. */
function certificateCases(clients: Clients): Promise<Lifecycle[]> {
  const small = { domainName: "example.org", validationMethod: "DNS" };
  return Promise.resolve([
    {
      token: "aws:acm/certificate:Certificate",
      small,
      large: { ...small, tags: { owner: "platform" } },
      drift: (CertificateArn) =>
        clients
          .acm()
          .send(new AddTagsToCertificateCommand({ CertificateArn, Tags: [{ Key: "by", Value: "hand" }] })),
      drifted: ["tags.by"],
      replaced: {
        domainName: "example.com",
        subjectAlternativeNames: ["www.example.org"],
        keyAlgorithm: ["EC", "prime256v1"].join("_"),
        validationMethod: "EMAIL",
      },
    },
  ]);
}

/** Cases of the type `CertificateValidation`. */
async function certificateValidationCases(clients: Clients): Promise<Lifecycle[]> {
  const acm = clients.acm();
  const request = new RequestCertificateCommand({ DomainName: "example.net", ValidationMethod: "DNS" });
  const { CertificateArn: certificateArn = "" } = await acm.send(request);
  return [
    {
      token: "aws:acm/certificateValidation:CertificateValidation",
      small: { certificateArn },
      large: {},
      drift: () => acm.send(new DeleteCertificateCommand({ CertificateArn: certificateArn })),
      drifted: [],
      replaced: { certificateArn: `${certificateArn}2`, validationRecordFqdns: ["_a.example.net"] },
      inborn: true,
      unimportable: true,
      once: true,
    },
  ];
}
