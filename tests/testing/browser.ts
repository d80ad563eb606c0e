import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";

import puppeteer, { type Browser, type LaunchOptions } from "puppeteer-core";

/**
 * Starts a browser without a window. On Linux it is the Chromium of an npm package, which needs nothing installed;
 * elsewhere it is the installed Google Chrome.
 * @param folder of the browser's files. The caller removes it.
 * @throws Error when the browser does not start.
 */
export async function launchBrowser(folder: string): Promise<Browser> {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
  const options: LaunchOptions = { args, userDataDir: path.join(folder, "profile") };
  if (process.platform === "linux" && process.arch === "x64") {
    const executablePath = await unpackChromium(folder);
    const env = { ...process.env, LD_LIBRARY_PATH: path.join(folder, "al2023", "lib") };
    return puppeteer.launch({ ...options, headless: "shell", executablePath, env });
  }
  return puppeteer.launch({ ...options, channel: "chrome" });
}

/** In a process of its own: the package reads the environment. @returns the executable. */
async function unpackChromium(folder: string): Promise<string> {
  const script = `require("@sparticuz/chromium").executablePath().then((file) => process.stdout.write(file));`;
  // Libraries that a small machine lacks (NSS) are unpacked only where the package finds itself on Lambda.
  const env = { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x" };
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", script], { cwd: __dirname, env });
  return stdout;
}
