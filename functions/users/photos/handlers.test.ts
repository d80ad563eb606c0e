/** Photo uploads, on an emulator that enforces IAM and POST policies. */
import type { ApiHandler } from "../../shared/http";
import { newId } from "../../shared/ids";
import { keyIn, newPhotoKey, photoPrefixes, typeOfUpload } from "../../shared/photos";
import { captureOutput } from "../../testing/output";
import { offerUpload } from "./service";
import { photoStore } from "./store";
import { completePhotoUpload, PHOTO_MAX_BYTES, requestPhotoUpload } from "../routes";
import { grants, type Grant } from "../../testing/grants";
import { TestStage } from "../../testing/stage";
import { request } from "../testing/request";
import { HEADS, photoKeys, putPhoto } from "../testing/storage";

const stage = new TestStage("photos");
const output = captureOutput();
let ask: ApiHandler;
let complete: ApiHandler;
/** The S3 call that fails: its name, and how many of that name there are until then. */
let failing: { name: string; at: number } | undefined;

beforeAll(async () => {
  complete = await stage.container("users/complete-photo-upload", grants["users/complete-photo-upload"], {
    before: ({ name }) => {
      if (name === failing?.name && --failing.at === 0) throw new Error("the network is down");
    },
  });
  ask = await stage.container("users/request-photo-upload", grants["users/request-photo-upload"]);
}, 60_000);

afterEach(() => {
  failing = undefined;
});

interface Form {
  uploadUrl: string;
  fields: Record<string, string>;
  photoKey: string;
}

async function form(
  user: { userId: string },
  body = { contentType: "image/png", fileSize: 100 },
): Promise<Form> {
  const answer = await ask(request(user, "me", { body }), undefined);
  expect(answer.statusCode).toBe(200);
  const json = requestPhotoUpload.responses[200].schema.parse(JSON.parse(answer.body));
  expect(json).toMatchObject({ expiresIn: 300 });
  return json;
}

/** A form signed at another time, or with other grants. */
async function signed(userId: string, granted: readonly Grant[], now: number): Promise<Form> {
  const credentials = await stage.identity(newId("usr"), granted);
  const where = { bucket: stage.bucket, region: "us-east-1", endpoint: stage.config.endpoint };
  const store = { count: () => Promise.resolve(undefined) };
  return offerUpload({ ...where, store, credentials: () => credentials, now: () => now }, userId, {
    contentType: "image/png",
    fileSize: 100,
  });
}

/** Sends a form like a browser. @returns status and error code. */
async function upload(
  { uploadUrl, fields }: Form,
  bytes: number,
  over: Record<string, string | undefined> = {},
  head: Buffer = HEADS["image/png"],
) {
  const data = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...over })) {
    if (value !== undefined) data.append(name, value);
  }
  data.append(
    "file",
    new Blob([Buffer.concat([head, Buffer.alloc(bytes, 7)]).subarray(0, bytes)]),
    "photo.png",
  );
  const response = await fetch(uploadUrl, { method: "POST", body: data });
  const code = /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1];
  return code === undefined ? String(response.status) : `${String(response.status)} ${code}`;
}

async function finish(user: { userId: string; role?: string }, photoKey: string, userId = "me") {
  const answer = await complete(request(user, userId, { body: { photoKey } }), undefined);
  return { ...answer, json: JSON.parse(answer.body) as Record<string, unknown> };
}

describe("an upload form", () => {
  test("accepts the announced photo only", async () => {
    const user = await stage.addUser();
    const given = await form(user);
    expect(given.photoKey).toMatch(new RegExp(`^uploads/${user.userId}/[0-9a-f-]{36}\\.png$`));
    expect(given.uploadUrl).toBe(`${stage.config.endpoint}/${stage.bucket}`);

    expect(await upload(given, 101)).toBe("400 EntityTooLarge");
    expect(await upload(given, 0)).toBe("400 EntityTooSmall");
    expect(await upload(given, 100, { "Content-Type": "text/html" })).toBe("403 AccessDenied");
    expect(await upload(given, 100, { "Content-Type": undefined })).toBe("403 AccessDenied");
    const { userId } = await stage.addUser();
    expect(await upload(given, 100, { key: newPhotoKey("uploads", userId, "image/png") })).toBe(
      "403 AccessDenied",
    );
    expect(await upload(given, 100, { key: `${given.photoKey}/\${filename}` })).toBe("403 AccessDenied");
    expect(await upload(given, 100, { acl: "public-read" })).toBe("403 AccessDenied");
    expect(await upload(given, 100, { "x-amz-meta-more": "x" })).toBe("403 AccessDenied");
    const forged = Buffer.from(given.fields["policy"] ?? "", "base64")
      .toString()
      .replace(",100]", ",999]");
    const policy = Buffer.from(forged).toString("base64");
    expect(await upload(given, 100, { policy })).toBe("403 SignatureDoesNotMatch");
    expect(await photoKeys(stage)).toEqual([]);

    expect(await upload(given, 100)).toBe("204");
    expect(await photoKeys(stage)).toEqual([given.photoKey]);
  });

  test("expires after five minutes", async () => {
    const user = await stage.addUser();
    const late = await signed(user.userId, grants["users/request-photo-upload"], Date.now() - 301_000);
    expect(await upload(late, 100)).toBe("403 AccessDenied");
  });

  test("fails if its signer lacks permission", async () => {
    const { userId } = await stage.addUser();
    expect(await upload(await signed(userId, [], Date.now()), 1)).toBe("403 AccessDenied");
  });

  test("is limited to ten an hour for each user, pending or not", async () => {
    for (const status of ["pending", "approved"] as const) {
      const [user, other] = [await stage.addUser({ status }), await stage.addUser({ status })];
      const body = { contentType: "image/png", fileSize: 100 };
      const send = (of: object) => ask(request({ ...user, ...of }, "me", { body }), undefined);
      const all = await Promise.all(Array.from({ length: 12 }, () => send({})));
      expect(all.map(({ statusCode }) => statusCode).sort()).toEqual([
        ...Array.from({ length: 10 }, () => 200),
        ...[429, 429],
      ]);
      const refused = all.find(({ statusCode }) => statusCode === 429);
      const seconds = Number(refused?.headers?.["Retry-After"]);
      expect(seconds).toBeGreaterThan(3500);
      expect(seconds).toBeLessThanOrEqual(3600);
      expect(await stage.get("users", user.userId)).toMatchObject({ version: 1, fullName: user.fullName });
      expect((await send(other)).statusCode).toBe(200);
    }
  });

  test.each([
    [{ contentType: "image/svg+xml", fileSize: 1 }, 400],
    [{ contentType: "image/png", fileSize: 0 }, 400],
    [{ contentType: "image/png", fileSize: 1.5 }, 400],
    [{ contentType: "image/png", fileSize: PHOTO_MAX_BYTES + 1 }, 400],
    [{ contentType: "image/webp", fileSize: PHOTO_MAX_BYTES }, 200],
    [{ contentType: "image/jpeg", fileSize: 1 }, 200],
  ])("%j: %s", async (body, status) => {
    expect((await ask(request(await stage.addUser(), "me", { body }), undefined)).statusCode).toBe(status);
  });

  test("is only issued to the user", async () => {
    const [user, other] = [await stage.addUser(), await stage.addUser()];
    const body = { contentType: "image/png", fileSize: 1 };
    expect((await ask(request(other, user.userId, { body }), undefined)).statusCode).toBe(403);
    const admin = { ...other, role: "admin" };
    await stage.put("users", { userId: "stats#all", users: 7 });
    const unknown = newId("usr");
    for (const id of ["../archive", "stats#all", unknown]) {
      expect((await ask(request(admin, id, { body }), undefined)).statusCode).toBe(404);
    }
    expect(await stage.get("users", unknown)).toBeUndefined();
  });
});

describe("an uploaded photo", () => {
  test("becomes the profile photo, and is archived when it is replaced", async () => {
    const user = await stage.addUser();
    const before = await photoKeys(stage);
    const [first, second] = [await form(user), await form(user)];
    await upload(first, 10);
    const shown = await finish(user, first.photoKey);
    const firstKey = keyIn("profiles", first.photoKey);
    const secondKey = keyIn("profiles", second.photoKey);
    expect(shown.json).toEqual({ photoUrl: `https://photos.example.org/${firstKey}` });
    expect((await photoKeys(stage)).filter((key) => !before.includes(key))).toEqual([firstKey]);
    expect(completePhotoUpload.responses[200].schema.parse(shown.json)).toEqual(shown.json);
    // A retry, as after a lost response.
    expect((await finish(user, first.photoKey)).statusCode).toBe(200);
    await upload(second, 10);
    expect((await finish(user, second.photoKey)).statusCode).toBe(200);
    const { photoKey, version } = (await stage.get("users", user.userId)) ?? {};
    expect({ photoKey, version }).toEqual({ photoKey: secondKey, version: 3 });
    const after = (await photoKeys(stage)).filter((key) => !before.includes(key));
    expect(after.sort()).toEqual([keyIn("archive", firstKey), secondKey].sort());
    expect((await finish(user, first.photoKey)).statusCode).toBe(404);
  });

  test.each([
    ["CopyObject", 2],
    ["DeleteObject", 1],
  ])("becomes the profile photo even if archiving the previous one fails: %s", async (name, at) => {
    const old = newPhotoKey("profiles", newId("usr"), "image/png");
    await putPhoto(stage, old);
    const user = await stage.addUser({ photoKey: old });
    const next = await form(user);
    await upload(next, 10);
    failing = { name, at };
    expect((await finish(user, next.photoKey)).statusCode).toBe(200);
    expect(output.lines().at(-1)).toMatchObject({ status: 200, photoNotArchived: expect.any(String) });
  });

  test("must exist, have the type of its key, and belong to the user", async () => {
    const [user, other] = [await stage.addUser(), await stage.addUser()];
    expect((await finish(user, newPhotoKey("uploads", user.userId, "image/png"))).statusCode).toBe(404);
    const disguised = newPhotoKey("uploads", user.userId, "image/png");
    await putPhoto(stage, disguised, "image/jpeg", HEADS["image/png"]);
    expect((await finish(user, disguised)).statusCode).toBe(409);
    const alien = newPhotoKey("uploads", other.userId, "image/jpeg");
    await putPhoto(stage, alien);
    for (const key of [alien, keyIn("archive", disguised), `uploads/${user.userId}/../x.png`, "x"]) {
      expect(await finish(user, key)).toMatchObject({ statusCode: 400, json: { error: "BAD_REQUEST" } });
    }
    expect((await finish(user, alien, other.userId)).statusCode).toBe(403);
    expect(await stage.get("users", user.userId)).toMatchObject({ version: 1 });
  });

  test.each<[string, Buffer]>([
    ["a page", Buffer.from("<html><script>alert(1)</script></html>")],
    ["a photo of another type", HEADS["image/jpeg"]],
    ["the beginning of a photo", HEADS["image/png"].subarray(0, 7)],
  ])("is not shown if it is %s", async (_what, head) => {
    const user = await stage.addUser();
    const given = await form(user);
    expect(await upload(given, head.length, {}, head)).toBe("204");
    expect(await finish(user, given.photoKey)).toMatchObject({
      statusCode: 409,
      json: { error: "CONFLICT" },
    });
    expect((await photoKeys(stage)).filter((key) => key.includes(user.userId))).toEqual([given.photoKey]);
    expect(await stage.get("users", user.userId)).not.toHaveProperty("photoKey");
  });

  test.each(["image/jpeg", "image/png", "image/webp"] as const)("%s is recognised", async (contentType) => {
    const user = await stage.addUser();
    const given = await form(user, { contentType, fileSize: 100 });
    expect(await upload(given, 50, {}, HEADS[contentType])).toBe("204");
    expect((await finish(user, given.photoKey)).statusCode).toBe(200);
  });

  test("does not create a deleted user", async () => {
    const userId = newId("usr");
    const key = newPhotoKey("uploads", userId, "image/jpeg");
    await putPhoto(stage, key);
    expect((await finish({ userId }, key)).statusCode).toBe(404);
    expect(await stage.get("users", userId)).toBeUndefined();
    expect((await photoKeys(stage)).filter((one) => one.includes(userId))).toEqual([key]);
  });
});

describe("the store", () => {
  const store = () => photoStore(stage, { bucket: stage.bucket, users: stage.tables.users });

  test("copies exactly the upload that was checked", async () => {
    const { userId } = await stage.addUser();
    const key = newPhotoKey("uploads", userId, "image/png");
    await putPhoto(stage, key);
    const { etag } = (await store().upload(key)) ?? {};
    await putPhoto(stage, key, "image/png", Buffer.from("<html>"));
    expect(await store().copy(key, keyIn("profiles", key), etag)).toBe(false);
    expect(await photoKeys(stage)).not.toContain(keyIn("profiles", key));
  });

  // The SDK repeats a call whose response is lost.
  test("a repeated change is done; a concurrent one is not overwritten", async () => {
    const { userId } = await stage.addUser();
    for (let i = 0; i < 2; i++)
      expect(await store().setPhoto(userId, "a", undefined)).toEqual({ done: true });
    expect(await store().setPhoto(userId, "b", undefined)).toEqual({ done: false, user: { photoKey: "a" } });
    for (let i = 0; i < 2; i++) expect(await store().setPhoto(userId, "b", "a")).toEqual({ done: true });
    expect(await stage.get("users", userId)).toMatchObject({ photoKey: "b", version: 3 });
    expect(await store().setPhoto(newId("usr"), "a", undefined)).toEqual({ done: false });
  });
});

test("keys have owner and type, and other texts are not keys", () => {
  const id = newId("usr");
  expect(typeOfUpload(newPhotoKey("uploads", id, "image/webp"), id)).toBe("image/webp");
  const key = newPhotoKey("uploads", id, "image/jpeg");
  for (const wrong of [`${key}\n`, `x${key}`, key.replace(".jpg", ".gif"), keyIn("profiles", key), ""]) {
    expect(typeOfUpload(wrong, id)).toBeUndefined();
  }
  // Not an id of a user.
  expect(typeOfUpload(newPhotoKey("uploads", "someone", "image/png"), "someone")).toBeUndefined();
  const keys = (["archive", "profiles", "uploads"] as const).map((folder) => keyIn(folder, key));
  expect(photoPrefixes(id).map((prefix) => keys.findIndex((one) => one.startsWith(prefix)))).toEqual([
    0, 1, 2,
  ]);
});
