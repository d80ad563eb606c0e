import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import getPort from "get-port";

import { bundleHandlers } from "../../infra/lib/bundle";
import { handlerEntries } from "../../infra/lib/handlers";
import { prepareStage } from "../../ops/rehearse/account";
import { throwAwaySecrets } from "../../ops/rehearse/secrets";
import { stripStageFile } from "../../ops/rehearse/stage-settings";
import { parseArguments } from "../../common/arguments";
import { Cloud, emulatorDir } from "../../local/cloud";
import { resetEmulator } from "../../local/emulator";
import { UserError } from "../../common/errors";
import { repoRoot } from "../../common/paths";
import { policyPack } from "../../ops/policy-pack";
import { copyProgram, edit } from "../../ops/program-copy";
import { silentProgress, terminalProgress, type Progress } from "../../common/progress";

const HELP = `Usage: npm run bench [-- --runs 5] [-- --out file.json]

Measures, on a local cloud of its own, and prints a table; with --out also JSON.
Times of one machine mean little: what is compared is compared in pairs, within one run.

  --runs N      rounds of previews, and repetitions of the rest. Default: 5
  --out FILE    also writes the figures as JSON
`;

/** The stage whose preview has a limit: the one with the most in it. */
const PROD = "prod";

/** A figure with the limit that the project sets itself. */
interface Figure {
  name: string;
  value: number;
  unit: "x" | "s" | "KB";
  /** Upper limit; absent: shown for information. */
  limit?: number;
  /** Lowest and highest of the repetitions. */
  spread?: [number, number];
}

export async function main(argv: string[]): Promise<number> {
  const { values } = parseArguments("npm run bench", {
    args: argv,
    options: { runs: { type: "string", default: "5" }, out: { type: "string" }, help: { type: "boolean" } },
  });
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1)
    throw new UserError(`--runs is "${values.runs}"`, "Give a whole number from 1 on.");
  const progress = terminalProgress();
  const figures = [
    ...(await bundleSizes()),
    ...(await onACloud(runs, progress)),
    ...(await warmStart(progress)),
  ];
  process.stdout.write(table(figures));
  if (values.out !== undefined) {
    fs.writeFileSync(
      values.out,
      `${JSON.stringify({ node: process.version, cpus: os.cpus().length, figures }, null, 2)}\n`,
    );
  }
  return 0;
}

async function bundleSizes(): Promise<Figure[]> {
  const sizes = [...(await bundleHandlers(handlerEntries())).values()]
    .map(({ bytes }) => bytes / 1000)
    .sort((a, b) => a - b);
  return [
    { name: "handler bundle, median", value: median(sizes), unit: "KB", limit: 280 },
    { name: "handler bundle, largest", value: Math.max(...sizes), unit: "KB", limit: 450 },
  ];
}

async function onACloud(runs: number, progress: Progress): Promise<Figure[]> {
  const name = `bench-${String(process.pid)}`;
  const projectDir = copyProgram();
  const empty = emptyProgram();
  try {
    const cloud = await Cloud.open(
      { name, port: await getPort({ host: "127.0.0.1" }), projectDir },
      progress,
    );
    const bare = await Cloud.open(
      {
        name,
        port: Number(new URL(cloud.endpoint).port),
        projectDir: empty,
        stack: "empty",
        project: "empty",
      },
      silentProgress,
    );
    const prod = await openStage(cloud, PROD);
    progress.step(`Bringing the stages ${cloud.stack} and ${prod.stack} up once`);
    for (const stage of [cloud, prod]) await stage.pulumiOk(["up", "--yes", "--skip-preview"]);
    return [
      ...(await previews({ bare, cloud, prod }, runs, progress)),
      await editToLive(cloud, runs, progress),
    ];
  } finally {
    await resetEmulator({ dir: emulatorDir(name), progress: silentProgress });
    Cloud.remove(name);
    for (const dir of [projectDir, empty]) fs.rmSync(dir, { recursive: true, force: true });
  }
}

/** Another stage on a local cloud: its settings are its own, but for the account and the secrets. */
async function openStage({ name, endpoint, projectDir }: Cloud, stage: string): Promise<Cloud> {
  const leftOut = stripStageFile(projectDir, stage);
  const port = Number(new URL(endpoint).port);
  const cloud = await Cloud.open({ name, port, projectDir, stack: stage }, silentProgress);
  await prepareStage(cloud, throwAwaySecrets(), leftOut);
  return cloud;
}

/** The least that a Pulumi program on AWS can be, run in the usual way, though without type checks. */
function emptyProgram(): string {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-empty-"));
  const files = {
    "Pulumi.yaml": "name: empty\nruntime:\n  name: nodejs\n  options:\n    nodeargs: --stack-trace-limit=3\n",
    "tsconfig.json": JSON.stringify({
      compilerOptions: { module: "nodenext", target: "es2022", noCheck: true },
    }),
    "package.json": JSON.stringify({ name: "empty", main: "index.ts" }),
    "index.ts": 'import * as aws from "@pulumi/aws";\nexport const region = aws.config.region ?? "none";\n',
  };
  for (const [file, text] of Object.entries(files)) fs.writeFileSync(path.join(dir, file), text);
  fs.symlinkSync(path.join(repoRoot, "node_modules"), path.join(dir, "node_modules"));
  return dir;
}

/** Clouds whose previews are compared. */
interface Compared {
  bare: Cloud;
  cloud: Cloud;
  prod: Cloud;
}

async function previews(
  { bare, cloud, prod }: Compared,
  runs: number,
  progress: Progress,
): Promise<Figure[]> {
  const unchanged = ["preview", "--expect-no-changes"];
  const ways = {
    empty: () => bare.pulumiOk(["preview"]),
    prod: () => prod.pulumiOk(unchanged),
    plain: () => cloud.pulumiOk(unchanged),
    gated: () => cloud.pulumiOk([...unchanged, ...policyPack()]),
  };
  const times = { empty: [] as number[], prod: [] as number[], plain: [] as number[], gated: [] as number[] };
  for (let run = 0; run <= runs; run++) {
    progress.step(`Previews, round ${String(run)} of ${String(runs)}${run === 0 ? " (not counted)" : ""}`);
    for (const [way, preview] of Object.entries(ways)) {
      const time = await seconds(preview);
      if (run > 0) times[way as keyof typeof ways].push(time);
    }
  }
  const ratio = (of: number[]): number[] =>
    of.map((time, index) => time / (times.empty[index] ?? Number.NaN));
  const added = times.gated.map((time, index) => time - (times.plain[index] ?? Number.NaN));
  return [
    figure(`preview of ${PROD} / preview of an empty program`, ratio(times.prod), "x"),
    figure(`preview of ${cloud.stack} / the same`, ratio(times.plain), "x", 1.8),
    figure(`preview of ${cloud.stack} with the policy pack / the same`, ratio(times.gated), "x"),
    figure("the policy pack's share of a preview", added, "s", 2.5),
    figure("preview of an empty program", times.empty, "s"),
    figure(`preview of ${PROD}`, times.prod, "s"),
  ];
}

/** From the edit of a handler's file to the first answer that shows it. */
async function editToLive(cloud: Cloud, runs: number, progress: Progress): Promise<Figure> {
  progress.step("Editing a handler");
  const file = "functions/health/health.ts";
  const marked = /"(ok|live-\d+)"( as const)?/;
  const { apiUrl } = await cloud.outputs();
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const mark = `live-${String(run)}`;
    const began = performance.now();
    edit(cloud.projectDir, file, marked, `"${mark}" as never`);
    await cloud.pulumiOk(["up", "--yes", "--skip-preview", "--suppress-outputs"]);
    for (;;) {
      const answer = await (await fetch(`${String(apiUrl)}/health`)).text();
      if (answer.includes(mark)) break;
      if (performance.now() - began > 60_000) throw new UserError("the edit did not become live", answer);
    }
    times.push((performance.now() - began) / 1000);
  }
  return figure("edit of a handler to live", times, "s", 5);
}

/** `npm start` on a stopped local cloud, as a user would: a process of its own, to its end with an answered request. */
async function warmStart(progress: Progress): Promise<Figure[]> {
  progress.step("Warm npm start");
  const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-bench-"));
  const env = {
    ...process.env,
    SJC1990APP_STATE_DIR: stateDir,
    SJC1990APP_PORT: String(await getPort({ host: "127.0.0.1" })),
  };
  const npm = (...args: string[]): void => {
    const { status, stderr } = spawnSync("npm", args, { cwd: repoRoot, env, encoding: "utf8" });
    if (status !== 0) throw new UserError(`npm ${args.join(" ")} failed`, stderr);
  };
  try {
    npm("start", "--silent");
    npm("run", "stop");
    const warm = await seconds(() => {
      npm("start", "--silent");
    });
    const again = await seconds(() => {
      npm("start", "--silent");
    });
    return [
      { name: "npm start, stopped and warm, to the first answer", value: warm, unit: "s", limit: 20 },
      { name: "npm start, running, to the first answer", value: again, unit: "s", limit: 20 },
    ];
  } finally {
    npm("run", "reset");
    fs.rmSync(stateDir, { recursive: true, force: true });
  }
}

async function seconds(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function figure(name: string, values: readonly number[], unit: Figure["unit"], limit?: number): Figure {
  return {
    name,
    value: median(values),
    unit,
    ...(limit === undefined ? {} : { limit }),
    spread: [Math.min(...values), Math.max(...values)],
  };
}

function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, limit, spread }) => [
    name,
    `${value.toFixed(2)} ${unit}`,
    limit === undefined ? "" : `≤ ${String(limit)} ${unit}`,
    limit === undefined ? "" : value <= limit ? "met" : "MISSED",
    spread === undefined ? "" : `${spread[0].toFixed(2)} – ${spread[1].toFixed(2)}`,
  ]);
  const all = [["figure", "median", "limit", "", "lowest – highest"], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  return (
    all
      .map((row) =>
        row
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join("  ")
          .trimEnd(),
      )
      .join("\n") + "\n"
  );
}
