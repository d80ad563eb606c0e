import { unknownString } from "../testing/analyze";
import { resourceFiles } from "../testing/provider-types";
import { stackCases } from "../testing/cases";
import { templateTypes, uncheckedResources } from "./unchecked-resources";

const findings = ["thing: unchecked"];
const provider = {};

/** A stack with one resource. */
function only(type: string, props: Record<string, unknown> = {}) {
  return [{ type, name: "thing", props }];
}

stackCases(uncheckedResources, [
  { name: "a resource of the AWS provider", resources: only("s3/bucket:Bucket") },
  { name: "a component", resources: only("sjc1990app:data:Table") },
  {
    name: "a provider and a reference to another stack",
    resources: [
      { type: "pulumi:providers:aws-native", name: "a", props: {}, provider },
      { type: "pulumi:pulumi:StackReference", name: "b", props: {}, provider },
    ],
  },
  {
    name: "a random password",
    resources: [{ type: "random:index:RandomPassword", name: "a", props: {}, provider }],
  },
  {
    name: "a resource of another provider for AWS",
    resources: [{ type: "aws-native:iam:Role", name: "thing", props: {}, provider }],
    findings,
  },
  {
    name: "a resource of a provider within the program",
    resources: [{ type: "pulumi-nodejs:dynamic:Resource", name: "thing", props: {}, provider }],
    findings,
  },
  {
    name: "a resource of a provider that the stage accepts",
    resources: [{ type: "cloudflare:index:Record", name: "thing", props: {}, provider }],
    parameters: { packages: ["cloudflare"] },
  },
  {
    name: "a resource of the Cloud Control API",
    resources: only("cloudcontrol/resource:Resource", { typeName: "AWS::IAM::Role", desiredState: "{}" }),
    findings,
  },
  {
    name: "a CloudFormation stack",
    resources: only("cloudformation/stack:Stack", { templateUrl: "https://example.org/a" }),
    findings,
  },
  {
    name: "an unknown template",
    resources: only("cloudformation/stackSet:StackSet", { templateBody: unknownString }),
    findings,
  },
  {
    name: "a template for IoT devices",
    resources: only("iot/provisioningTemplate:ProvisioningTemplate", { templateBody: "{}" }),
    findings,
  },
  {
    name: "a template of a CA certificate",
    resources: only("iot/caCertificate:CaCertificate", { registrationConfig: { templateBody: "{}" } }),
    findings,
  },
  { name: "a CA certificate without template", resources: only("iot/caCertificate:CaCertificate") },
]);

test("the types with templates exist", () => {
  const known = resourceFiles().map(({ type }) => type);
  expect(known).toEqual(expect.arrayContaining(templateTypes));
});
