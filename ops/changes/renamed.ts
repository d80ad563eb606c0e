import { resourceOf, type PreviewStep, type StepState } from "./preview";

/** Types whose name is unique in an account, and the property with the name. */
const named: Readonly<Record<string, string>> = {
  "aws:apigateway/domainName:DomainName": "domainName",
  "aws:cloudfront/cachePolicy:CachePolicy": "name",
  "aws:cloudfront/originAccessControl:OriginAccessControl": "name",
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": "name",
  "aws:cloudwatch/dashboard:Dashboard": "dashboardName",
  "aws:cloudwatch/eventRule:EventRule": "name",
  "aws:cloudwatch/logGroup:LogGroup": "name",
  "aws:cloudwatch/metricAlarm:MetricAlarm": "name",
  "aws:dynamodb/table:Table": "name",
  "aws:iam/policy:Policy": "name",
  "aws:iam/role:Role": "name",
  "aws:kms/alias:Alias": "name",
  "aws:lambda/function:Function": "name",
  "aws:s3/bucket:Bucket": "bucket",
  "aws:scheduler/schedule:Schedule": "name",
  "aws:sesv2/configurationSet:ConfigurationSet": "configurationSetName",
  "aws:sesv2/emailIdentity:EmailIdentity": "emailIdentity",
  "aws:sns/topic:Topic": "name",
  "aws:sqs/queue:Queue": "name",
  "aws:ssm/parameter:Parameter": "name",
};

/**
 * Resources with a new logical name and an unchanged physical one. The engine creates the new resource before it deletes
 * the old one: the service refuses the creation, or the deletion removes both.
 */
export function renamed(steps: readonly PreviewStep[]): string[] {
  const deleted = new Map<string, string>();
  for (const { op, urn, oldState } of steps) {
    const name = op === "delete" ? physicalNameOf(oldState) : undefined;
    if (name !== undefined) deleted.set(name, urn);
  }
  return steps.flatMap(({ op, urn, newState }) => {
    const name = op === "create" ? physicalNameOf(newState) : undefined;
    const former = name === undefined ? undefined : deleted.get(name);
    if (former === undefined) return [];
    return [
      `${resourceOf(urn)} has the physical name of ${resourceOf(former)}, which is deleted only afterwards: add an alias`,
    ];
  });
}

function physicalNameOf(state: StepState | undefined): string | undefined {
  const value = state?.inputs?.[named[state.type] ?? ""];
  return state !== undefined && typeof value === "string" ? `${state.type} ${value}` : undefined;
}
