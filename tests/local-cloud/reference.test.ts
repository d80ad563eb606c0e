import { execFile, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

import getPort from "get-port";
import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateEmailIdentityCommand, SendEmailCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";

import { resetEmulator, startEmulator } from "../../local/emulator";
import { repoRoot } from "../../common/paths";
import { silentProgress as progress } from "../../common/progress";
import { publishPages, type PageUrls } from "../../local/reference";
import { eventually } from "../testing/support";

jest.setTimeout(120_000);

const browser = ["chromium", "chromium-browser", "google-chrome"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);
const described = JSON.parse(fs.readFileSync(path.join(repoRoot, "docs", "openapi.json"), "utf8")) as {
  paths: Record<string, object>;
};

let root: string;
let port: number;
let pid: number;
let endpoint: string;
let apiUrl: string;
let urls: PageUrls;

const settings = () => ({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});
const s3 = () => new S3Client({ ...settings(), forcePathStyle: true });
const site = (name: string) => `${endpoint}/local-pages/${name}`;
const md5 = async (name: string) =>
  createHash("md5")
    .update(Buffer.from(await (await fetch(site(name))).arrayBuffer()))
    .digest("hex");

beforeAll(async () => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "reference-"));
  port = await getPort({ host: "127.0.0.1" });
  ({ endpoint, pid } = await startEmulator({ dir: path.join(root, "emulator"), port, progress }));
  apiUrl = `${endpoint}/_aws/execute-api/abcd1234/local`;
  urls = await publishPages({ endpoint, apiUrl });
});
afterAll(async () => {
  await resetEmulator({ dir: path.join(root, "emulator"), progress });
  fs.rmSync(root, { recursive: true, force: true });
});

describe("the pages over HTTP, bytes only", () => {
  test("anybody can read them; nobody can list or write", async () => {
    for (const url of [urls.referenceUrl, urls.outboxPageUrl]) {
      const answer = await fetch(url);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    }
    expect((await fetch(site(""))).status).toBe(403);
    expect((await fetch(site("index.html"), { method: "PUT", body: "x" })).status).toBe(403);
  });

  test("every file that a page names is there, and none is on another host", async () => {
    for (const url of [urls.referenceUrl, urls.outboxPageUrl]) {
      const html = await (await fetch(url)).text();
      const named = [...html.matchAll(/\b(?:src|href)="([^"#]+)/g)].map(([, name = ""]) => name);
      expect(named.length).toBeGreaterThan(3);
      for (const name of named) {
        expect(new URL(name, url).origin).toBe(endpoint);
        expect((await fetch(new URL(name, url))).status).toBe(200);
      }
      expect(html).toContain(`http-equiv="Content-Security-Policy"`);
    }
  });

  test("the reference describes the API of docs/openapi.json at its address here", async () => {
    const published = (await (await fetch(site("openapi.json"))).json()) as { servers: { url: string }[] };
    expect(published).toMatchObject(described);
    expect(published.servers.map(({ url }) => new URL(url, endpoint).href)).toEqual([apiUrl]);
  });

  test("what is there is left alone; what is missing or differs is put right", async () => {
    const puts = jest.spyOn(S3Client.prototype, "send");
    await publishPages({ endpoint, apiUrl });
    expect(puts).not.toHaveBeenCalled();
    puts.mockRestore();

    const [script, page] = [await md5("outbox.js"), await md5("index.html")];
    await s3().send(new DeleteObjectCommand({ Bucket: "local-pages", Key: "outbox.js" }));
    await s3().send(new PutObjectCommand({ Bucket: "local-pages", Key: "index.html", Body: "stale" }));
    await publishPages({ endpoint, apiUrl });
    expect([await md5("outbox.js"), await md5("index.html")]).toEqual([script, page]);
  });

  test("they are there again after the emulator was killed and has kept a part of them", async () => {
    const script = await md5("outbox.js");
    process.kill(pid, "SIGKILL");
    await eventually(() =>
      fetch(endpoint).then(
        () => undefined,
        () => true,
      ),
    );
    const again = await startEmulator({ dir: path.join(root, "emulator"), port, progress });
    expect(again.previous).toMatch(/^(lost|fresh)$/);
    await publishPages({ endpoint, apiUrl });
    expect(await md5("outbox.js")).toEqual(script);
  });
});

// Without a browser these are skipped, and it is said: the bytes above do not show that a page works.
const name = `the pages in ${browser ?? "a browser (NOT CHECKED: no chromium or google-chrome on PATH)"}`;
if (browser === undefined) process.stderr.write(`! ${name}\n`);
(browser === undefined ? describe.skip : describe)(name, () => {
  /** A page as it stands after its scripts ran, and what the browser complained of. */
  async function open(url: string): Promise<{ dom: string; complaints: string[] }> {
    const { stdout, stderr } = await promisify(execFile)(
      browser!,
      [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--no-first-run",
        `--user-data-dir=${path.join(root, "profile")}`,
        "--enable-logging=stderr",
        "--virtual-time-budget=10000",
        "--dump-dom",
        url,
      ],
      { maxBuffer: 50_000_000, timeout: 60_000 },
    );
    return { dom: stdout, complaints: stderr.split("\n").filter((line) => line.includes(":CONSOLE")) };
  }

  test("the reference shows every path, and asks nothing of another host", async () => {
    const { dom, complaints } = await open(urls.referenceUrl);
    for (const route of Object.keys(described.paths)) expect(dom).toContain(`data-path="${route}"`);
    expect(dom).toContain("Authorize");
    // What the page's policy refuses, another host above all, would stand here.
    expect(complaints).toEqual([]);
  });

  test("a page that asks another host would be caught", async () => {
    const html = await (await fetch(urls.outboxPageUrl)).text();
    await s3().send(
      new PutObjectCommand({
        Bucket: "local-pages",
        Key: "alien.html",
        ContentType: "text/html",
        Body: html.replace("</body>", `<img src="http://127.0.0.2:9/alien.png" /></body>`),
      }),
    );
    const { complaints } = await open(site("alien.html"));
    expect(complaints.join()).toContain("Content Security Policy");
  });

  test("the outbox shows messages, newest first, codes marked, and nothing in them becomes markup", async () => {
    const sns = new SNSClient(settings());
    const attack = `<img src="x" onerror="document.title='owned'"> & 654321`;
    for (const Message of ["123456 is your code.", attack])
      await sns.send(new PublishCommand({ PhoneNumber: "+85291234567", Message }));
    const ses = new SESv2Client(settings());
    await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: "from@example.com" }));
    await ses.send(
      new SendEmailCommand({
        FromEmailAddress: "from@example.com",
        Destination: { ToAddresses: ["to@example.com"] },
        Content: { Simple: { Subject: { Data: "<b>陳大文</b>" }, Body: { Text: { Data: "Welcome" } } } },
      }),
    );

    const { dom, complaints } = await open(urls.outboxPageUrl);
    expect(complaints).toEqual([]);
    expect(dom).toContain("<title>Message outbox");
    expect(dom).not.toContain("<img");
    expect(dom).not.toContain("<b>");
    expect(dom).toContain("&lt;b&gt;陳大文&lt;/b&gt;");
    expect(dom).toContain("to@example.com");
    expect(dom).toContain("<mark>123456</mark> is your code.");
    expect(dom.indexOf("<mark>654321</mark>")).toBeGreaterThan(0);
    expect(dom.indexOf("<mark>654321</mark>")).toBeLessThan(dom.indexOf("<mark>123456</mark>"));
    expect(dom).toContain("Text messages: 2, e-mails: 1");
    expect(dom.split(`${apiUrl}</span>/auth/`)).toHaveLength(3);
  });
});
