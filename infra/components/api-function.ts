import type { Route } from "../../functions/shared/route";
import { version } from "../../package.json";
import { currentStage } from "../config";
import { LambdaFunction, type LambdaFunctionArgs } from "./lambda-function";

/** What an {@link ApiFunction} needs beside its route. */
export interface ApiFunctionArgs extends Pick<LambdaFunctionArgs, "environment" | "memorySize" | "timeout"> {
  /** What it may do. Default: nothing. */
  grants?: LambdaFunctionArgs["grants"];
}

/** The function behind a route, named after the file that the route names: `auth/login` is `auth-login`. */
export class ApiFunction extends LambdaFunction {
  constructor(route: Pick<Route, "function" | "summary">, args: ApiFunctionArgs = {}) {
    const { grants = [], environment = {}, ...rest } = args;
    super([...new Set(route.function.split("/"))].join("-"), {
      ...rest,
      entry: route.function,
      description: route.summary,
      grants,
      environment: { VERSION: version, CORS_ORIGINS: currentStage().corsOrigins.join(","), ...environment },
    });
  }
}
