import {
  AddTagsToCertificateCommand,
  type CertificateDetail,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  type DomainValidation,
  type KeyAlgorithm,
  ListCertificatesCommand,
  ListTagsForCertificateCommand,
  RemoveTagsFromCertificateCommand,
  RequestCertificateCommand,
  type ValidationMethod,
} from "@aws-sdk/client-acm";
import { same } from "../../properties/canonical";
import type { Context, ResourceType, State, Value, Values } from "../resource";
import {
  compact,
  finish,
  found,
  needed,
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
    const acm = context.clients.acm();
    const names = strings(inputs, "subjectAlternativeNames");
    const made = await acm.send(
      new RequestCertificateCommand({
        DomainName: needed(inputs, "domainName"),
        ValidationMethod: text(inputs, "validationMethod") as ValidationMethod | undefined,
        SubjectAlternativeNames: names.length > 0 ? names : undefined,
        KeyAlgorithm: text(inputs, "keyAlgorithm") as KeyAlgorithm | undefined,
        Tags: tagList(inputs),
      }),
    );
    return finish(() => read(made.CertificateArn ?? "", context, inputs));
  },

  read,

  async update(id, old, next, changed, context) {
    const acm = context.clients.acm();
    const { removed, set } = tagChanges(old, next);
    const CertificateArn = id;
    const gone = removed.map((Key) => ({ Key }));
    return finish(
      () => read(id, context, next),
      () =>
        changed.has("tags") && gone.length > 0
          ? acm.send(new RemoveTagsFromCertificateCommand({ CertificateArn, Tags: gone }))
          : undefined,
      () =>
        set.length > 0 ? acm.send(new AddTagsToCertificateCommand({ CertificateArn, Tags: set })) : undefined,
    );
  },

  async delete(id, _inputs, { clients }) {
    await clients.acm().send(new DeleteCertificateCommand({ CertificateArn: id }));
  },

  /** A certificate has no name: its domains and tags identify it. */
  async locate(inputs, context) {
    const { CertificateSummaryList = [] } = await context.clients.acm().send(new ListCertificatesCommand({}));
    for (const { CertificateArn = "", DomainName } of CertificateSummaryList) {
      if (DomainName !== inputs["domainName"]) continue;
      const state = await read(CertificateArn, context, inputs);
      const alike = ["subjectAlternativeNames", "validationMethod", "tags"].every((name) =>
        same(inputs[name], state?.inputs[name], certificate.properties[name] ?? {}),
      );
      if (state !== undefined && alike) return state.id;
    }
    return undefined;
  },
};

export async function describe(
  CertificateArn: string,
  { clients }: Context,
): Promise<CertificateDetail | undefined> {
  const query = new DescribeCertificateCommand({ CertificateArn });
  return (await found(notFound, () => clients.acm().send(query)))?.Certificate;
}

async function read(id: string, context: Context, last: Values | undefined): Promise<State | undefined> {
  const response = await describe(id, context);
  if (response === undefined) return undefined;
  const query = new ListTagsForCertificateCommand({ CertificateArn: id });
  const { Tags } = await context.clients.acm().send(query);
  const { DomainName: domainName = "", DomainValidationOptions: validations = [] } = response;
  const named = strings(last ?? {}, "subjectAlternativeNames").includes(domainName);
  return {
    id,
    inputs: compact({
      domainName,
      // The certificate's own name is always among them.
      subjectAlternativeNames: response.SubjectAlternativeNames?.filter(
        (name) => named || name !== domainName,
      ),
      validationMethod: validations[0]?.ValidationMethod,
      keyAlgorithm: response.KeyAlgorithm?.replace("-", "_"),
      tags: tagRecord(Tags),
    }),
    outputs: compact({
      arn: id,
      domainValidationOptions: validations.map(validationOf),
      notAfter: timeOf(response.NotAfter),
      notBefore: timeOf(response.NotBefore),
      status: response.Status,
      type: response.Type,
    }),
  };
}

/** The DNS record that proves ownership of a domain. */
function validationOf({ DomainName, ResourceRecord }: DomainValidation): Value {
  return compact({
    domainName: DomainName,
    resourceRecordName: ResourceRecord?.Name,
    resourceRecordType: ResourceRecord?.Type,
    resourceRecordValue: ResourceRecord?.Value,
  });
}

/** The time in whole seconds, as the official provider has it. */
export const timeOf = (time: Date | undefined): string | undefined =>
  time?.toISOString().replace(/\.\d+Z/, "Z");
