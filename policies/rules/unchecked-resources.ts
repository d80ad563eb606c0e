import { at } from "../lib/plain";
import { stackRule } from "../lib/rule";
import { isGiven, type StackResource } from "../lib/stack";

/** Types of the AWS provider that create resources of other types from a template, and the property with the template. */
const templates: Readonly<Record<string, readonly string[]>> = {
  "aws:cloudcontrol/resource:Resource": ["desiredState"],
  "aws:cloudformation/stack:Stack": ["templateBody", "templateUrl"],
  "aws:cloudformation/stackInstances:StackInstances": ["stackSetName"],
  "aws:cloudformation/stackSet:StackSet": ["templateBody", "templateUrl"],
  "aws:cloudformation/stackSetInstance:StackSetInstance": ["stackSetName"],
  "aws:iot/caCertificate:CaCertificate": ["registrationConfig.templateBody"],
  "aws:iot/provisioningTemplate:ProvisioningTemplate": ["templateBody"],
  "aws:serverlessrepository/cloudFormationStack:CloudFormationStack": ["applicationId"],
  "aws:servicecatalog/product:Product": ["provisioningArtifactParameters.templateUrl"],
  "aws:servicecatalog/provisionedProduct:ProvisionedProduct": ["productId", "productName"],
  "aws:servicecatalog/provisioningArtifact:ProvisioningArtifact": ["templateUrl"],
};

/** The types of {@link templates}. */
export const templateTypes = Object.keys(templates);

/** Reports resources that no rule can check: of other providers, and templates that create resources. */
export const uncheckedResources = stackRule<{ packages: readonly string[] }>({
  name: "unchecked-resources",
  severity: "high",
  describe: "Every resource is of a type that the rules can check.",
  why:
    "The rules check the types of the AWS provider. A CloudFormation template, or a resource of another provider, can " +
    "create the same things unchecked: roles, public buckets, keys.",
  fix:
    "Use the resource of `@pulumi/aws`. If there is none, review the resource and add an exception for this finding to " +
    "`policies/exceptions.ts`, with the reason.",
  parameters: {
    packages: {
      type: "array",
      description: "Packages of other providers that create nothing in AWS.",
      default: ["random", "time", "tls"],
      items: { type: "string" },
    },
  },
  checkStack: (stack, { parameters }) =>
    stack.resources.flatMap((resource) => {
      const what = uncheckedBecause(resource, parameters.packages);
      return what === undefined ? [] : [{ id: "unchecked", what, resource }];
    }),
});

function uncheckedBecause(
  { type, props, hasProvider }: StackResource,
  packages: readonly string[],
): string | undefined {
  const [name = ""] = type.split(":");
  // Components and the engine's own types create nothing themselves.
  if (!hasProvider || name === "pulumi" || packages.includes(name)) return undefined;
  if (name !== "aws") return `is of the provider ${name}, which the rules do not know`;
  const template = templates[type]?.some((path) => isGiven(at(props, ...path.split("."))));
  return template === true ? "creates resources from a template, which the rules do not read" : undefined;
}
