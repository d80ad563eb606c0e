import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent, Context } from "aws-lambda";

import { dynamoDb, ssm } from "../shared/aws";
import type { Caller } from "../shared/caller";
import { CORRELATION_HEADER } from "../shared/correlation";
import { environment, tables } from "../shared/env";
import { header } from "../shared/http";
import { annotate, startLine, type RequestLine } from "../shared/log";
import { cachedParameters } from "../shared/parameters";
import { parseTokenKeys } from "../shared/secrets";
import { withinLimit } from "../shared/time-limit";
import { authoriseHeader, type AuthorizerDeps } from "./sessions/authorizer-service";
import { authorizerStore } from "./sessions/authorizer-store";

/** The fields that the code reads from a gateway's event. */
export type AuthorizerEvent = Partial<
  Pick<APIGatewayRequestAuthorizerEvent, "methodArn" | "httpMethod" | "resource" | "headers">
> & { requestContext?: { requestId?: string } };

type Outcome = Pick<RequestLine, "status" | "errorCode" | "error"> & { result?: APIGatewayAuthorizerResult };

let deps: AuthorizerDeps | undefined;

/**
 * The REQUEST authorizer of all routes that need a signed-in caller.
 *
 * API Gateway turns a Deny policy into 403, an error with the exact message "Unauthorized" into 401, and any other
 * error into 500 (AUTHORIZER_FAILURE). Internal failures throw the latter, without details, so that clients with a
 * valid token are not asked to sign in. The gateway caches policies, not errors: a policy covers the whole stage.
 * @throws Error "Unauthorized" or "Authorizer failed".
 */
export async function handler(
  event: AuthorizerEvent,
  context: Context | undefined,
): Promise<APIGatewayAuthorizerResult> {
  const requestId = event.requestContext?.requestId ?? context?.awsRequestId ?? "unknown";
  // Distinguishes this line from that of the request, which has the same id.
  const route = `authorize ${event.httpMethod ?? "?"} ${event.resource ?? "?"}`;
  const headers = { headers: event.headers ?? {} };
  const log = startLine({ requestId, route }, context, header(headers, CORRELATION_HEADER));
  const { result, ...outcome } = await decide(event, context);
  log(outcome);
  if (result !== undefined) return result;
  throw new Error(outcome.status === 401 ? "Unauthorized" : "Authorizer failed");
}

async function decide(event: AuthorizerEvent, context: Context | undefined): Promise<Outcome> {
  try {
    const known = (deps ??= setUp());
    const authorization = header({ headers: event.headers ?? {} }, "authorization");
    const decision = await withinLimit(context, () => authoriseHeader(known, authorization));
    if (decision.kind === "unknown") return { status: 401, errorCode: "UNAUTHORIZED" };
    annotate({ userId: decision.caller.userId });
    const routes = allRoutes(event.methodArn);
    if (decision.kind === "out") {
      return { status: 403, errorCode: "FORBIDDEN", result: policy("Deny", routes, decision.caller) };
    }
    return { status: 200, result: policy("Allow", routes, decision.caller) };
  } catch (error) {
    return { status: 500, errorCode: "INTERNAL_ERROR", error };
  }
}

function setUp(): AuthorizerDeps {
  const env = environment("STAGE", "JWT_PARAMETER");
  const secrets = cachedParameters(ssm, {
    tokenKeys: { name: env.JWT_PARAMETER, parse: parseTokenKeys },
  });
  return {
    store: authorizerStore(dynamoDb, tables("users", "sessions")),
    tokenKeys: async (atMostEvery) => (await secrets(atMostEvery)).tokenKeys,
    stage: env.STAGE,
    now: Date.now,
  };
}

/** `arn:aws:execute-api:<region>:<account>:<api>/<stage>/*` of a method's ARN. */
function allRoutes(methodArn: string | undefined): string {
  const stage = /^arn:[\w-]+:execute-api:[^/]*\/[^/]+\//.exec(methodArn ?? "")?.[0];
  if (stage === undefined) throw new Error("the event has no method ARN");
  return `${stage}*`;
}

/** The policy for a caller. The gateway passes `context` on to the functions; its values must be strings. */
function policy(Effect: "Allow" | "Deny", Resource: string, caller: Caller): APIGatewayAuthorizerResult {
  return {
    principalId: caller.userId,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Action: "execute-api:Invoke", Effect, Resource }],
    },
    context: { ...caller },
  };
}
