import { SYNTHETIC_CODES } from "../functions/shared/synthetic";
import { RUNS } from "../functions/monitoring/smoke/store";
import { version } from "../package.json";
import { DeadLetterQueue, LambdaFunction, Schedule, type RestApi } from "./components";
import { currentStage } from "./config";
import { operations, photos, verificationCodes } from "./data";

/** Of a health check: nothing where the stage has none. */
export interface HealthCheck {
  functions: readonly LambdaFunction[];
  deadLetterQueues: readonly DeadLetterQueue[];
}

/**
 * Calls the public URL of the API every `healthCheckMinutes`, where the stage has the setting. Every `smokeMinutes`, it
 * runs the smoke test instead.
 */
export function checkHealth(api: RestApi): HealthCheck {
  const { healthCheckMinutes: minutes, smokeMinutes } = currentStage();
  if (minutes === undefined) return { functions: [], deadLetterQueues: [] };

  const missed = new DeadLetterQueue("missed-health-checks", {
    description: "A health check of the public URL did not run.",
  });
  const runs = { partitions: RUNS };
  const smoke = smokeMinutes !== undefined && {
    grants: [
      operations.grants.putItem(runs),
      operations.grants.query(runs),
      operations.grants.deleteItem(runs),
      verificationCodes.grants.getItem({ partitions: `${SYNTHETIC_CODES}*` }),
    ],
    environment: {
      SMOKE_MINUTES: String(smokeMinutes),
      HEALTH_CHECK_MINUTES: String(minutes),
      ...photos.environment,
    },
  };
  const healthCheck = new LambdaFunction("monitoring-health-check", {
    entry: "monitoring/health-check",
    description: "Calls the public health URL, and counts whether it answers",
    grants: smoke === false ? [] : smoke.grants,
    environment: { API_URL: api.url, VERSION: version, ...(smoke !== false && smoke.environment) },
    // A smoke test takes up to a minute: its journeys, and deleting its user and those of earlier runs.
    timeout: smoke === false ? 10 : 75,
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
