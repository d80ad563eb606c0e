/** Photo uploads, on an emulator that enforces IAM and POST policies. */
import type { ApiHandler } from "../../shared/http";
import { newId } from "../../shared/ids";
import { archiveKey, newPhotoKey, photoPrefixes, typeOfPhoto } from "../../shared/photos";
import { captureOutput } from "../../testing/output";
import { offerUpload } from "./service";
import { completePhotoUpload, PHOTO_MAX_BYTES, requestPhotoUpload } from "../routes";
import { grants, type Grant } from "../../testing/grants";
import { TestStage } from "../../testing/stage";
import { request } from "../testing/request";
import { photoKeys, putPhoto } from "../testing/storage";

const stage = new TestStage("photos");
const output = captureOutput();
let ask: ApiHandler;
let complete: ApiHandler;
/** Name of the S3 call that fails. */
let failing: string | undefined;

beforeAll(async () => {
  complete = await stage.container("users/complete-photo-upload", grants["users/complete-photo-upload"], {
    before: ({ name }) => {
      if (name === failing) throw new Error("the network is down");
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
  return offerUpload({ ...where, credentials: () => credentials, now: () => now }, userId, {
    contentType: "image/png",
    fileSize: 100,
  });
}

/** Sends a form like a browser. @returns status and error code. */
async function upload(
  { uploadUrl, fields }: Form,
  bytes: number,
  over: Record<string, string | undefined> = {},
) {
  const data = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...over })) {
    if (value !== undefined) data.append(name, value);
  }
  data.append("file", new Blob([Buffer.alloc(bytes, 7)]), "photo.png");
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
    expect(given.photoKey).toMatch(new RegExp(`^profiles/${user.userId}/[0-9a-f-]{36}\\.png$`));
    expect(given.uploadUrl).toBe(`${stage.config.endpoint}/${stage.bucket}`);

    expect(await upload(given, 101)).toBe("400 EntityTooLarge");
    expect(await upload(given, 0)).toBe("400 EntityTooSmall");
    expect(await upload(given, 100, { "Content-Type": "text/html" })).toBe("403 AccessDenied");
    expect(await upload(given, 100, { "Content-Type": undefined })).toBe("403 AccessDenied");
    const { userId } = await stage.addUser();
    expect(await upload(given, 100, { key: newPhotoKey(userId, "image/png") })).toBe("403 AccessDenied");
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
    for (const id of ["../archive", "stats#all"]) {
      expect((await ask(request(admin, id, { body }), undefined)).statusCode).toBe(404);
    }
  });
});

describe("an uploaded photo", () => {
  test("becomes the profile photo, and is archived when it is replaced", async () => {
    const user = await stage.addUser();
    const before = await photoKeys(stage);
    const [first, second] = [await form(user), await form(user)];
    await upload(first, 10);
    const shown = await finish(user, first.photoKey);
    expect(shown.json).toEqual({ photoUrl: `https://photos.example.org/${first.photoKey}` });
    expect(completePhotoUpload.responses[200].schema.parse(shown.json)).toEqual(shown.json);
    // A retry, as after a lost response.
    expect((await finish(user, first.photoKey)).statusCode).toBe(200);
    await upload(second, 10);
    expect((await finish(user, second.photoKey)).statusCode).toBe(200);
    const { photoKey, version } = (await stage.get("users", user.userId)) ?? {};
    expect({ photoKey, version }).toEqual({ photoKey: second.photoKey, version: 4 });
    const after = (await photoKeys(stage)).filter((key) => !before.includes(key));
    expect(after.sort()).toEqual([archiveKey(first.photoKey), second.photoKey].sort());
    expect((await finish(user, first.photoKey)).statusCode).toBe(404);
  });

  test.each(["CopyObject", "DeleteObject"])(
    "becomes the profile photo even if archiving the previous one fails: %s",
    async (name) => {
      const user = await stage.addUser({ photoKey: newPhotoKey("old", "image/png") });
      const next = await form(user);
      await upload(next, 10);
      failing = name;
      expect((await finish(user, next.photoKey)).statusCode).toBe(200);
      expect(output.lines().at(-1)).toMatchObject({ status: 200, photoNotArchived: expect.any(String) });
    },
  );

  test("must exist, have the type of its key, and belong to the user", async () => {
    const [user, other] = [await stage.addUser(), await stage.addUser()];
    expect((await finish(user, newPhotoKey(user.userId, "image/png"))).statusCode).toBe(404);
    const disguised = newPhotoKey(user.userId, "image/png");
    await putPhoto(stage, disguised, "text/html");
    expect((await finish(user, disguised)).statusCode).toBe(409);
    const alien = newPhotoKey(other.userId, "image/jpeg");
    await putPhoto(stage, alien);
    for (const key of [alien, archiveKey(disguised), `profiles/${user.userId}/../x.png`, "x"]) {
      expect(await finish(user, key)).toMatchObject({ statusCode: 400, json: { error: "BAD_REQUEST" } });
    }
    expect((await finish(user, alien, other.userId)).statusCode).toBe(403);
    expect(await stage.get("users", user.userId)).toMatchObject({ version: 1 });
  });

  test("does not create a deleted user", async () => {
    const userId = newId("usr");
    const key = newPhotoKey(userId, "image/jpeg");
    await putPhoto(stage, key);
    expect((await finish({ userId }, key)).statusCode).toBe(404);
    expect(await stage.get("users", userId)).toBeUndefined();
  });
});

test("keys have owner and type, and other texts are not keys", () => {
  const id = newId("usr");
  expect(typeOfPhoto(newPhotoKey(id, "image/webp"), id)).toBe("image/webp");
  const key = newPhotoKey(id, "image/jpeg");
  for (const wrong of [`${key}\n`, `x${key}`, key.replace(".jpg", ".gif"), archiveKey(key), ""]) {
    expect(typeOfPhoto(wrong, id)).toBeUndefined();
  }
  // Not an id of a user.
  expect(typeOfPhoto(newPhotoKey("someone", "image/png"), "someone")).toBeUndefined();
  expect(
    photoPrefixes(id).filter((prefix) => [key, archiveKey(key)].some((k) => k.startsWith(prefix))),
  ).toHaveLength(2);
});
