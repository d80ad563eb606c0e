import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { LocalWorkspace, Stack, type OutputMap } from "@pulumi/pulumi/automation";

import { UserError } from "../../common/errors";
import { defined } from "../../functions/shared/defined";
import { repoRoot } from "../../common/paths";
import type { Progress } from "../../common/progress";
import type { Place } from "../../infra/lib/names";
import { Cloud, LOCAL_STACK } from "../../local/cloud";
import { ensureEngine, enginePath } from "../../local/engine";
import { commandOf, openStack } from "./engine";
import { refuseUnknownStage, StageFile, stageOf } from "../secrets/stage-file";

/** Configuration of every AWS client of a command. On AWS, credentials come from the SDK's default chain. */
export interface AwsConfig {
  region: string;
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

/** A deployed stage that a command works on. */
export interface Stage {
  /** e.g. `prod`. */
  readonly name: string;
  /** Parts of the names and ARNs of its resources. */
  readonly place: Place;
  readonly aws: AwsConfig;
  /** Folder with Pulumi.yaml and the stage files. */
  readonly projectDir: string;
  /** Plain settings of `Pulumi.<stage>.yaml` by key, e.g. `sjc1990app:approvalsRequired`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The local cloud that the stage is deployed to. Absent on AWS. */
  readonly cloud?: Cloud;
  /** Whether an emulator on this machine stands for its AWS account (AWS_ENDPOINT_URL). Default: false. */
  readonly emulated?: boolean;
  /** Its Pulumi stack. @param projectDir folder of the program. Default: {@link projectDir}. */
  stack(projectDir?: string): Promise<Stack>;
  /** Outputs of its stack. */
  outputs(): Promise<OutputMap>;
}

/**
 * Opens the stage that `--stack` names. The stack local is on the local cloud, which it starts; all others are on AWS, with
 * the caller's credentials.
 * @param stack e.g. `prod`, or `<organization>/prod`.
 * @throws UserError for an unknown stage, for one that is not set up, and for credentials of another account.
 */
export async function openStage(stack: string, progress: Progress): Promise<Stage> {
  if (stack === LOCAL_STACK) return stageOfCloud(await Cloud.open({}, progress));
  const name = stageOf(stack);
  refuseUnknownStage(repoRoot, name);
  const file = StageFile.read(repoRoot, stack);
  if (file.hasPlaceholders())
    throw new UserError(
      `the stage "${name}" is not set up: its secrets are placeholders that nobody can decrypt`,
      `Set it up: npm run stack:init -- --stack ${stack}`,
    );
  const settings = file.plain();
  const place = placeOf(name, settings);
  // AWS clients read the variable themselves; the smoke test's own requests need it, too.
  const endpoint = process.env["AWS_ENDPOINT_URL"] || undefined;
  const aws = defined({ region: place.region, endpoint });
  const emulated = endpoint !== undefined && isLoopback(endpoint);
  await refuseOtherAccount(new STSClient(aws), place);
  return stage({ name, place, aws, emulated, projectDir: repoRoot, settings }, async (workDir) => {
    const engine = await ensureEngine(progress);
    const workspace = await LocalWorkspace.create({
      workDir,
      envVars: { PATH: enginePath(engine) },
      pulumiCommand: await commandOf(engine),
    });
    return Stack.select(stack, workspace);
  });
}

/** Whether an emulator stands for AWS, which has only parts of it: the local cloud, or that of AWS_ENDPOINT_URL. */
export function isEmulated({ cloud, emulated = false }: Pick<Stage, "cloud" | "emulated">): boolean {
  return cloud !== undefined || emulated;
}

const isLoopback = (url: string): boolean => ["127.0.0.1", "localhost"].includes(new URL(url).hostname);

/** A stage on a local cloud that is open: the stack local, or the copy of another stage in a rehearsal. */
export function stageOfCloud(cloud: Cloud): Stage {
  const { endpoint, projectDir, stack: name } = cloud;
  const settings = StageFile.read(projectDir, name).plain();
  const place = placeOf(name, settings);
  const aws = {
    region: place.region,
    endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  return stage({ name, place, aws, projectDir, settings, cloud }, (programDir) =>
    openStack(cloud, programDir),
  );
}

function stage(parts: Omit<Stage, "stack" | "outputs">, open: (projectDir: string) => Promise<Stack>): Stage {
  let opened: Promise<Stack> | undefined;
  const stack = (projectDir = parts.projectDir) =>
    projectDir === parts.projectDir ? (opened ??= open(projectDir)) : open(projectDir);
  return { ...parts, stack, outputs: async () => (await stack()).outputs() };
}

function placeOf(name: string, settings: Readonly<Record<string, unknown>>): Place {
  const setting = (key: string): string => {
    const [value] = [settings[key]].flat();
    if (typeof value === "string") return value;
    throw new UserError(
      `Pulumi.${name}.yaml has no ${key}`,
      `Set it: npm run pulumi -- config set ${key} … --stack ${name}`,
    );
  };
  return { stage: name, region: setting("aws:region"), accountId: setting("aws:allowedAccountIds") };
}

/** Stages in different accounts have resources of the same names. */
async function refuseOtherAccount(sts: STSClient, { stage: name, accountId }: Place): Promise<void> {
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  if (Account !== accountId)
    throw new UserError(
      `the stage "${name}" is in account ${accountId}; your credentials are for ${String(Account)}`,
      "Sign in to that account, e.g. with AWS_PROFILE=<name>.",
    );
}
