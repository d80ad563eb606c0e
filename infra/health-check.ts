import * as pulumi from "@pulumi/pulumi";

import { DeadLetterQueue, LambdaFunction, Schedule, type RestApi } from "./components";
import { currentStage } from "./config";

/** Of a health check: nothing where the stage has none. */
export interface HealthCheck {
  functions: readonly LambdaFunction[];
  deadLetterQueues: readonly DeadLetterQueue[];
}

/** Calls the public URL of the API every `healthCheckMinutes`, where the stage has the setting. */
export function checkHealth(api: RestApi): HealthCheck {
  const { healthCheckMinutes: minutes } = currentStage();
  if (minutes === undefined) return { functions: [], deadLetterQueues: [] };

  const missed = new DeadLetterQueue("missed-health-checks", {
    description: "A health check of the public URL did not run.",
  });
  const healthCheck = new LambdaFunction("monitoring-health-check", {
    entry: "monitoring/health-check",
    description: "Calls the public health URL, and counts whether it answers",
    grants: [],
    environment: { HEALTH_URL: pulumi.interpolate`${api.url}/health` },
    timeout: 10,
    deadLetters: missed,
  });
  new Schedule("health-check", {
    target: healthCheck,
    when: `rate(${String(minutes)} minutes)`,
    description: `Health check of the public URL, every ${String(minutes)} minutes`,
    deadLetters: missed,
  });
  return { functions: [healthCheck], deadLetterQueues: [missed] };
}
