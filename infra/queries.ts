import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { project } from "./lib/names";
import { savedQueries } from "./lib/queries";

/** Whose logs the queries read. */
interface Logs {
  apiName: string;
  /** Physical names of functions, at most 50. */
  functionNames: readonly string[];
}

/** The saved queries `sjc1990app/<stage>/<name>` of Logs Insights: docs/observability.md. */
export function saveQueries(stage: string, { apiName, functionNames }: Logs, parent: pulumi.Resource): void {
  const logGroups = {
    accessLog: [`/aws/apigateway/${apiName}`],
    functions: functionNames.map((name) => `/aws/lambda/${name}`),
  };
  for (const [name, { reads, query }] of Object.entries(savedQueries)) {
    new aws.cloudwatch.QueryDefinition(
      name.replaceAll(" ", "-"),
      {
        name: `${project}/${stage}/${name}`,
        logGroupNames: logGroups[reads],
        queryString: query,
      },
      { parent },
    );
  }
}
