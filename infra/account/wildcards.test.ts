/**
 * Wildcards in what the account grants. The pack refuses them everywhere; in this project it only tells of them, since
 * a good part of what a deployment makes is named by AWS. Here is every one that is accepted, with the reason: one more,
 * or one that is gone, fails.
 */
import { wildcardFindings } from "../../policies/lib/iam/wildcards";
import type { Registered } from "../offline/registered";
import { accountProgram } from "./testing/program";

const BY_TAGS =
  "AWS chooses the id; the stage's own is known by its tags, in a condition or as it is only read.";
const NO_TAGS = "AWS chooses the id, and the resource takes no tags: it cannot be told from another stage's.";
const NO_RESOURCE = "The actions take no resource.";
const LIMIT = "A boundary grants nothing: it holds roles to what bears the stage's name.";

const accepted: Readonly<Record<string, string>> = {
  "apigateway::/apikeys/*": BY_TAGS,
  "apigateway::/domainnames/api.example.org/*": "All below one domain name, which is named.",
  "apigateway::/restapis/*": BY_TAGS,
  "apigateway::/restapis/*/stages/<stage>": "The API's id is AWS's choice; the stage is named.",
  "apigateway::/tags/*": "Tags of what the stage makes, or has by its tags.",
  "apigateway::/usageplans/*": BY_TAGS,
  "acm:<account>:certificate/*": BY_TAGS,
  "cloudfront:<account>:cache-policy/*": NO_TAGS,
  "cloudfront:<account>:distribution/*": BY_TAGS,
  "cloudfront:<account>:origin-access-control/*": NO_TAGS,
  "cloudfront:<account>:response-headers-policy/*": NO_TAGS,
  "kms:<account>:key/*": BY_TAGS,
  "lambda:<account>:event-source-mapping:*":
    "Lambda chooses the id; the stage's own is known by its function.",
  "logs:<account>:log-group:API-Gateway-Execution-Logs_*/<stage>":
    "API Gateway names the group by the API's id; the stage is named.",
  "logs:<account>:log-group:API-Gateway-Execution-Logs_*/<stage>:*":
    "API Gateway names the group by the API's id; the stage is named.",
  "route53::change/*": "A change has an id of its own, and is only read.",
  "wafv2:<account>:regional/webacl/sjc1990app-api-<stage>/*": "WAF adds an id to the name.",
  "*": NO_RESOURCE,
  "boundary dynamodb:<account>:table/sjc1990app-*-<stage>": LIMIT,
  "boundary dynamodb:<account>:table/sjc1990app-*-<stage>/index/*": LIMIT,
  "boundary dynamodb:<account>:table/sjc1990app-*-<stage>/stream/*": LIMIT,
  "boundary kms:<account>:key/*": LIMIT,
  "boundary lambda:<account>:function:sjc1990app-*-<stage>:*": LIMIT,
  "boundary logs:<account>:log-group:/aws/lambda/sjc1990app-*-<stage>:*": LIMIT,
  "boundary s3::sjc1990app-*-<stage>-<account>": LIMIT,
  "boundary s3::sjc1990app-*-<stage>-<account>/*": LIMIT,
  "boundary sqs:<account>:sjc1990app-*-<stage>": LIMIT,
  "boundary ssm:<account>:parameter/sjc1990app/<stage>/*": LIMIT,
  "boundary *": LIMIT,
};

test("what the account grants has the wildcards that are accepted, and no others", async () => {
  const registered = await accountProgram();
  const found = new Set(registered.flatMap(wildcards));
  expect([...found].sort()).toEqual(Object.keys(accepted).sort());
});

function wildcards({ type, name, inputs }: Registered): string[] {
  const document = inputs["policy"] ?? inputs["assumeRolePolicy"];
  if (document === undefined) return [];
  const ownResource = type === "aws:kms/keyPolicy:KeyPolicy";
  return wildcardFindings(document as string, "policy", { ownResource }).map(({ id }) => {
    const resource = /^Resource::(\S+) /.exec(id)?.[1];
    // Anything but a wildcard in a resource is never accepted.
    if (resource === undefined) return id;
    return (name.startsWith("boundary-") ? "boundary " : "") + placeless(resource);
  });
}

const placeless = (arn: string): string =>
  arn
    .replace(/^arn:aws:(\w+):[\w-]*:/, "$1:")
    .replaceAll("111122223333", "<account>")
    .replace(/\b(?:dev|staging)\b/, "<stage>");
