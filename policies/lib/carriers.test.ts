import { templateTypes } from "../rules/unchecked-resources";
import { propertiesOf, resourceFiles } from "../testing/provider-types";
import { carriedBy, carriers } from "./carriers";
import { UNKNOWN, type PlainObject } from "./plain";

test.each([...carriers.keys()])("%s has the checked properties", (type) => {
  const file = resourceFiles().find((one) => one.type === type);
  const paths = file === undefined ? [] : propertiesOf(file).map(({ path }) => path);
  for (const { kind, path } of carriers.get(type) ?? []) {
    expect(paths.map((one) => one.replace(/\[\]$/, ""))).toContain(path.replace(/\[\]$/, ""));
    if (kind === "grant") expect(paths).toContain("principal");
  }
});

/** Names of properties that may grant access. */
const suspicious =
  /^(?:policy|policies|\w*policydocument|accesspolic(?:y|ies)|(?:resource|inline|repository|assumerole|deliverydestination)policy|\w*policyarns?|allowedprincipals|principalarn|templatebody|templateurl|desiredstate)$/i;

/** Properties with such a name that grant nothing, or nothing by IAM. */
const harmless: Readonly<Record<string, readonly string[]>> = {
  "only restricts: a session policy, a guardrail or a permissions boundary": [
    "chatbot/slackChannelConfiguration:SlackChannelConfiguration.guardrailPolicyArns[]",
    "chatbot/teamsChannelConfiguration:TeamsChannelConfiguration.guardrailPolicyArns[]",
    "eks/podIdentityAssociation:PodIdentityAssociation.policy",
    "emr/studioSessionMapping:StudioSessionMapping.sessionPolicyArn",
    "rolesanywhere/profile:Profile.managedPolicyArns[]",
    "ssoadmin/permissionsBoundaryAttachment:PermissionsBoundaryAttachment.permissionsBoundary.managedPolicyArn",
    "transfer/access:Access.policy",
    "transfer/user:User.policy",
  ],
  "names one principal or policy that is checked where it is made, or is of the service itself": [
    "ecr/pullTimeUpdateExclusion:PullTimeUpdateExclusion.principalArn",
    "eks/accessEntry:AccessEntry.principalArn",
    "eks/accessPolicyAssociation:AccessPolicyAssociation.policyArn",
    "eks/accessPolicyAssociation:AccessPolicyAssociation.principalArn",
    "iot/policyAttachment:PolicyAttachment.policy",
    "lightsail/containerService:ContainerService.privateRegistryAccess.ecrImagePullerRole.principalArn",
    "servicecatalog/principalPortfolioAssociation:PrincipalPortfolioAssociation.principalArn",
  ],
  "in another language, by which the service alone decides": [
    "opensearch/serverlessAccessPolicy:ServerlessAccessPolicy.policy",
    "opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy.policy",
    "verifiedaccess/endpoint:Endpoint.policyDocument",
    "verifiedaccess/group:Group.policyDocument",
  ],
  "not about access": [
    "batch/jobQueue:JobQueue.schedulingPolicyArn",
    "cfg/conformancePack:ConformancePack.templateBody",
    "cfg/organizationConformancePack:OrganizationConformancePack.templateBody",
    "cloudwatch/logAccountPolicy:LogAccountPolicy.policyDocument",
    "cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy.policyDocument",
    "cloudwatch/logIndexPolicy:LogIndexPolicy.policyDocument",
    "ecr/lifecyclePolicy:LifecyclePolicy.policy",
    "elasticsearch/domain:Domain.autoTuneOptions.desiredState",
    "networkfirewall/firewall:Firewall.firewallPolicyArn",
    "networkmanager/coreNetwork:CoreNetwork.basePolicyDocument",
    "networkmanager/coreNetworkPolicyAttachment:CoreNetworkPolicyAttachment.policyDocument",
    "opensearch/domain:Domain.aimlOptions.naturalLanguageQueryGenerationOptions.desiredState",
    "opensearch/domain:Domain.autoTuneOptions.desiredState",
    "opensearch/serverlessLifecyclePolicy:ServerlessLifecyclePolicy.policy",
    "pipes/pipe:Pipe.desiredState",
    "resiliencehub/v2Service:V2Service.policyArn",
    "resiliencehub/v2UserJourney:V2UserJourney.policyArn",
    "ses/receiptFilter:ReceiptFilter.policy",
    "sns/dataProtectionPolicy:DataProtectionPolicy.policy",
  ],
};

test("every property that may grant access is checked, also within nested types", () => {
  const found = resourceFiles().flatMap((file) =>
    propertiesOf(file)
      .filter(({ name, type }) => suspicious.test(name) && /\bstring\b|\bPolicyDocument\b/.test(type))
      .map(({ path }) => ({ type: file.type, path })),
  );
  const known = Object.values(harmless).flat();
  const unchecked = found
    .filter(({ type }) => !templateTypes.includes(type))
    .filter(({ type, path }) => {
      const checked = (carriers.get(type) ?? []).map((carrier) => carrier.path.replace(/\[\]$/, ""));
      return !checked.includes(path.replace(/\[\]$/, ""));
    })
    .map(({ type, path }) => `${type.replace("aws:", "")}.${path}`);
  expect(unchecked.sort()).toEqual([...known].sort());
});

test("paths are those of the program", () => {
  const role: PlainObject = {
    assumeRolePolicy: "{}",
    inlinePolicies: [{ policy: "a" }, {}, { policy: UNKNOWN }],
    managedPolicyArns: ["x"],
  };
  expect(carriedBy("aws:iam/role:Role", role).map(({ where, value }) => [where, value])).toEqual([
    ["assumeRolePolicy", "{}"],
    ["inlinePolicies[0].policy", "a"],
    ["inlinePolicies[2].policy", UNKNOWN],
    ["managedPolicyArns[0]", "x"],
  ]);
});
