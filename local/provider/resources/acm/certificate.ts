import { same } from "../../properties/canonical";
import type { Context, ResourceType, State, Value, Values } from "../resource";
import {
  compact,
  finish,
  found,
  needed,
  number,
  object,
  objects,
  strings,
  tagChanges,
  tagList,
  tagRecord,
  tags,
  text,
} from "../shared";

export const notFound = ["ResourceNotFoundException"];

/** A certificate that ACM issues. Its id is its ARN. The emulator issues it at once, without checking DNS. */
export const certificate: ResourceType = {
  token: "aws:acm/certificate:Certificate",
  properties: {
    domainName: { replace: true, required: true },
    subjectAlternativeNames: { replace: true, set: true },
    validationMethod: { replace: true },
    validationOptions: {
      replace: true,
      set: true,
      writeOnly: true,
      of: { domainName: { required: true }, validationDomain: { required: true } },
    },
    keyAlgorithm: { replace: true, default: "RSA_2048" },
    // The emulator keeps none of them.
    options: { writeOnly: true, of: { certificateTransparencyLoggingPreference: {}, export: {} } },
    tags,
  },
  stable: ["arn", "domainValidationOptions", "notAfter", "notBefore", "status", "type"],
  // Certificates may share a name, so that a replacement can come first.
  identity: [],
  notFound,

  async create(inputs, context) {
    const acm = context.clients.json("acm");
    const names = strings(inputs, "subjectAlternativeNames");
    const made = await acm.call("RequestCertificate", {
      DomainName: needed(inputs, "domainName"),
      ValidationMethod: text(inputs, "validationMethod"),
      SubjectAlternativeNames: names.length > 0 ? names : undefined,
      KeyAlgorithm: text(inputs, "keyAlgorithm"),
      Tags: tagList(inputs),
    });
    return finish(() => read(needed(made, "CertificateArn"), context, inputs));
  },

  read,

  async update(id, old, next, changed, context) {
    const acm = context.clients.json("acm");
    const { removed, set } = tagChanges(old, next);
    const CertificateArn = id;
    const gone = removed.map((Key) => ({ Key }));
    return finish(
      () => read(id, context, next),
      () =>
        changed.has("tags") && gone.length > 0
          ? acm.call("RemoveTagsFromCertificate", { CertificateArn, Tags: gone })
          : undefined,
      () => (set.length > 0 ? acm.call("AddTagsToCertificate", { CertificateArn, Tags: set }) : undefined),
    );
  },

  async delete(id, _inputs, { clients }) {
    await clients.json("acm").call("DeleteCertificate", { CertificateArn: id });
  },

  /** A certificate has no name: its domains and tags identify it. */
  async locate(inputs, context) {
    const listed = objects(
      await context.clients.json("acm").call("ListCertificates", {}),
      "CertificateSummaryList",
    );
    for (const summary of listed.filter(({ DomainName }) => DomainName === inputs["domainName"])) {
      const state = await read(needed(summary, "CertificateArn"), context, inputs);
      const alike = ["subjectAlternativeNames", "validationMethod", "tags"].every((name) =>
        same(inputs[name], state?.inputs[name], certificate.properties[name] ?? {}),
      );
      if (state !== undefined && alike) return state.id;
    }
    return undefined;
  },
};

export async function describe(CertificateArn: string, { clients }: Context): Promise<Values | undefined> {
  const response = await found(notFound, () =>
    clients.json("acm").call("DescribeCertificate", { CertificateArn }),
  );
  return response && object(response, "Certificate");
}

async function read(id: string, context: Context, last: Values | undefined): Promise<State | undefined> {
  const response = await describe(id, context);
  if (response === undefined) return undefined;
  const acm = context.clients.json("acm");
  const live = objects(await acm.call("ListTagsForCertificate", { CertificateArn: id }), "Tags");
  const domainName = needed(response, "DomainName");
  const validations = objects(response, "DomainValidationOptions");
  const named = strings(last ?? {}, "subjectAlternativeNames").includes(domainName);
  return {
    id,
    inputs: compact({
      domainName,
      // The certificate's own name is always among them.
      subjectAlternativeNames: strings(response, "SubjectAlternativeNames").filter(
        (name) => named || name !== domainName,
      ),
      validationMethod: validations[0]?.["ValidationMethod"],
      keyAlgorithm: text(response, "KeyAlgorithm")?.replace("-", "_"),
      tags: tagRecord(live),
    }),
    outputs: compact({
      arn: id,
      domainValidationOptions: validations.map(validationOf),
      notAfter: timeOf(response, "NotAfter"),
      notBefore: timeOf(response, "NotBefore"),
      status: response["Status"],
      type: response["Type"],
    }),
  };
}

/** The DNS record that proves ownership of a domain. */
function validationOf(response: Values): Value {
  const record = object(response, "ResourceRecord");
  return compact({
    domainName: response["DomainName"],
    resourceRecordName: record["Name"],
    resourceRecordType: record["Type"],
    resourceRecordValue: record["Value"],
  });
}

export function timeOf(response: Values, name: string): string | undefined {
  const seconds = number(response, name);
  return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString().replace(/\.\d+Z/, "Z");
}
