import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { settings } from "../settings";
import { validConfig, type Registered } from "./registered";
import { runProgram } from "./run-program";

/** Values for the optional secrets, where the file of a stage has them. */
const optionalSecrets: Readonly<Record<string, string>> = {
  "sjc1990app:alertWebhook": "https://chat.example.org/hook",
};

const thisCheckout = path.join(__dirname, "../..");

/**
 * Runs the program with the configuration in `Pulumi.<stage>.yaml`, without an engine. Secrets are placeholders, and values
 * that the cloud chooses are unknown, as in a preview.
 * @param checkout folder of the repository, for the program of another commit. Default: this one.
 * @returns what it registers.
 * @throws Error when there is no such file, or with the message of what the program throws.
 */
export async function runStage(stage: string, checkout = thisCheckout): Promise<Registered[]> {
  const config = stageConfig(stage, checkout);
  return runProgram({ stack: stage, config, preview: true, cwd: checkout }, "platform", checkout);
}

/** The configuration of a stage by key, as the engine gives it to the program. */
export function stageConfig(stage: string, checkout = thisCheckout): Record<string, string> {
  const declared = Object.entries(readConfig(checkout, "Pulumi.yaml")).flatMap(([name, declaration]) => {
    const { default: byDefault } = declaration as { default?: unknown };
    return byDefault === undefined ? [] : [[`sjc1990app:${name}`, byDefault] as const];
  });
  const values = { ...Object.fromEntries(declared), ...readConfig(checkout, `Pulumi.${stage}.yaml`) };
  return {
    ...Object.fromEntries(
      Object.entries(values).map(([key, value]) => [
        key,
        isSecret(value) ? (optionalSecrets[key] ?? "") : text(value),
      ]),
    ),
    ...placeholders(values["sjc1990app:callingCodes"]),
  };
}

/** Values for the secrets. The numbers of admins must be of a country that the stage serves. */
function placeholders(callingCodes: unknown): Record<string, string> {
  const secrets = Object.entries(settings).flatMap(([name, setting]) => {
    const key = `sjc1990app:${name}`;
    return "secret" in setting ? [[key, validConfig[key] ?? ""] as const] : [];
  });
  const [code] = [callingCodes].flat();
  return {
    ...Object.fromEntries(secrets),
    "sjc1990app:adminPhones": JSON.stringify([`+${text(code)}97000001`]),
  };
}

function readConfig(checkout: string, file: string): Record<string, unknown> {
  const content = parse(fs.readFileSync(path.join(checkout, file), "utf8")) as {
    config?: Record<string, unknown>;
  };
  return content.config ?? {};
}

function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && "secure" in value;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
