/**
 * Wildcards in the policies of the account project. The policy pack only warns of them in this project, because AWS
 * chooses the ids of many resources that a deployment creates. This list accepts each wildcard with a reason; the test
 * fails for a new one, and for one that is gone.
 */
import { wildcardFindings } from "../../policies/lib/iam/wildcards";
import type { Registered } from "../offline/registered";
import { accountProgram } from "./testing/program";

const BY_TAGS = "AWS chooses the id. A condition requires the tags of the stage, or the action only reads.";
const NO_TAGS =
  "AWS chooses the id, and the type has no tags, so that resources of other stages cannot be excluded.";
const NO_RESOURCE = "The actions have no resource-level permissions.";
const LIMIT = "A boundary grants nothing. It limits roles to resources with the name of the stage.";

const FORMER =
  "Names of former versions of the program are unknown. The stage is named, and what the program has is denied.";

const accepted: Readonly<Record<string, string>> = {
  "apigateway::/apikeys/*": BY_TAGS,
  "apigateway::/domainnames/api.example.org/*": "Everything below one named domain name.",
  "apigateway::/restapis/*": BY_TAGS,
  "apigateway::/restapis/*/stages/<stage>": "AWS chooses the id of the API; the stage is named.",
  "apigateway::/tags/*": "A condition requires the tags of the stage.",
  "apigateway::/usageplans/*": BY_TAGS,
  "acm:<account>:certificate/*": BY_TAGS,
  "ce:<account>:anomalymonitor/*": BY_TAGS,
  "ce:<account>:anomalysubscription/*": BY_TAGS,
  "cloudfront:<account>:cache-policy/*": NO_TAGS,
  "cloudfront:<account>:distribution/*": BY_TAGS,
  "cloudfront:<account>:origin-access-control/*": NO_TAGS,
  "cloudfront:<account>:response-headers-policy/*": NO_TAGS,
  "dynamodb:<account>:table/sjc1990app-*-<stage>": FORMER,
  "dynamodb:<account>:table/sjc1990app-*-<stage>/backup/*": FORMER,
  "dynamodb:<account>:table/sjc1990app-users-<stage>/backup/*":
    "DynamoDB chooses the id; the table is named.",
  "iam:<account>:policy/sjc1990app-deploy-<stage>-*":
    "The policies of the role are numbered; the actions only read.",
  "iam:<account>:role/sjc1990app-*-<stage>": "The stage is named, and the actions only read.",
  "dynamodb:<account>:table/sjc1990app-*-restored-*-<stage>":
    "Tables that `npm run restore` makes, whose names contain a time. The stage is named.",
  "kms:<account>:key/*": BY_TAGS,
  "lambda:<account>:event-source-mapping:*":
    "Lambda chooses the id. A condition requires a function of the stage.",
  "logs:<account>:log-group:API-Gateway-Execution-Logs_*/<stage>":
    "The name contains the id of the API, which AWS chooses; the stage is named.",
  "logs:<account>:log-group:API-Gateway-Execution-Logs_*/<stage>:*":
    "The name contains the id of the API, which AWS chooses; the stage is named.",
  "logs:<account>:log-group:/aws/lambda/sjc1990app-*-<stage>:*": FORMER,
  "route53::change/*": "Route 53 chooses the id, and the action only reads.",
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
  "boundary *": LIMIT,
};

test("the policies have exactly the accepted wildcards", async () => {
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
    // Only wildcards in resources can be accepted.
    if (resource === undefined) return id;
    return (name.startsWith("boundary-") ? "boundary " : "") + placeless(resource);
  });
}

const placeless = (arn: string): string =>
  arn
    .replace(/^arn:aws:(\w+):[\w-]*:/, "$1:")
    .replaceAll("111122223333", "<account>")
    .replace(/\b(?:dev|staging)\b/, "<stage>");
