import type * as pulumi from "@pulumi/pulumi";

import type { Route } from "../../functions/shared/route";
import { version } from "../../package.json";
import { currentStage } from "../config";
import { LambdaFunction, type LambdaFunctionArgs } from "./lambda-function";

/** Arguments of an {@link apiFunction}. */
export interface ApiFunctionArgs extends Pick<LambdaFunctionArgs, "environment"> {
  /** Permissions of the function. Default: none. */
  grants?: LambdaFunctionArgs["grants"];
}

/** The {@link LambdaFunction} of a route, named after the handler's file: `auth/login` becomes `auth-login`. */
export function apiFunction(
  route: Pick<Route, "function" | "summary">,
  { grants = [], environment = {} }: ApiFunctionArgs = {},
  opts?: pulumi.ComponentResourceOptions,
): LambdaFunction {
  const name = [...new Set(route.function.split("/"))].join("-");
  return new LambdaFunction(
    name,
    {
      entry: route.function,
      description: route.summary,
      grants,
      environment: { VERSION: version, CORS_ORIGINS: currentStage().corsOrigins.join(","), ...environment },
    },
    opts,
  );
}
