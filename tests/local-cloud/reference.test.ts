import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import getPort from "get-port";
import type { Browser } from "puppeteer-core";
import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateEmailIdentityCommand, SendEmailCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";

import { resetEmulator, startEmulator } from "../../local/emulator";
import { repoRoot } from "../../common/paths";
import { silentProgress as progress } from "../../common/progress";
import { publishPages, type PageUrls } from "../../local/reference";
import { launchBrowser } from "../testing/browser";
import { eventually } from "../testing/support";

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

describe("the pages over HTTP", () => {
  test("everyone can read them; no one can list or write", async () => {
    for (const url of [urls.referenceUrl, urls.outboxPageUrl]) {
      const answer = await fetch(url);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    }
    expect((await fetch(site(""))).status).toBe(403);
    expect((await fetch(site("index.html"), { method: "PUT", body: "x" })).status).toBe(403);
  });

  test("every file that a page refers to exists, and none is on another host", async () => {
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

  test("the reference describes the API of docs/openapi.json at its local address", async () => {
    const published = (await (await fetch(site("openapi.json"))).json()) as { servers: { url: string }[] };
    expect(published).toMatchObject(described);
    expect(published.servers.map(({ url }) => new URL(url, endpoint).href)).toEqual([apiUrl]);
  });

  test("files that are up to date are left alone; missing and changed ones are published", async () => {
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

  test("they are published again after the emulator was killed and has lost some of them", async () => {
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

describe("the pages in a browser", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser(root);
  });
  afterAll(async () => {
    await browser.close();
  });

  /**
   * Opens a page and waits until it shows something.
   * @param shows a selector.
   * @returns the document after its scripts have run, and the messages of the console.
   */
  async function open(url: string, shows: string): Promise<{ dom: string; messages: string[] }> {
    const page = await browser.newPage();
    const messages: string[] = [];
    page.on("console", (message) => messages.push(message.text()));
    await page.goto(url, { waitUntil: "networkidle0" });
    await page.waitForSelector(shows);
    const dom = await page.content();
    await page.close();
    return { dom, messages };
  }

  test("the reference shows every path, and requests nothing from another host", async () => {
    const { dom, messages } = await open(urls.referenceUrl, "[data-path]");
    for (const route of Object.keys(described.paths)) expect(dom).toContain(`data-path="${route}"`);
    expect(dom).toContain("Authorize");
    // Violations of the page's Content Security Policy, such as requests of another host, would be here.
    expect(messages).toEqual([]);
  });

  test("a request of another host would be found", async () => {
    const html = await (await fetch(urls.outboxPageUrl)).text();
    await s3().send(
      new PutObjectCommand({
        Bucket: "local-pages",
        Key: "alien.html",
        ContentType: "text/html",
        Body: html.replace("</body>", `<img src="http://127.0.0.2:9/alien.png" /></body>`),
      }),
    );
    const { messages } = await open(site("alien.html"), "body");
    expect(messages.join()).toContain("Content Security Policy");
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

    const { dom, messages } = await open(urls.outboxPageUrl, "mark");
    expect(messages).toEqual([]);
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
