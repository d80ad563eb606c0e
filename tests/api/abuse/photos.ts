import { routes } from "../../../functions/routes";
import type { Answer, Result } from "../../../functions/shared/api-client";
import { me, type Person } from "../../../ops/people";
import { expectRefusal } from "../../testing/api";
import { PNG } from "../../testing/stage";
import type { Rig } from "./rig";

type Form = Result<typeof routes.requestPhotoUpload>;

const SIZE = 1000;

/**
 * Attacks on photos: other users' photos, other sizes and types, changed forms. S3 itself refuses the uploads. Several
 * users attack, since each gets ten forms an hour.
 */
export function photoAttacks(rig: Rig): void {
  describe("photos", () => {
    const formOf = (as: Person): Promise<Form> =>
      rig.api.call(routes.requestPhotoUpload, {
        params: me,
        body: { contentType: "image/png", fileSize: SIZE },
        as,
      });
    const complete = (photoKey: string, as: Person, userId = "me"): Promise<Answer> =>
      rig.api.send(routes.completePhotoUpload, { params: { userId }, body: { photoKey }, as });

    test("the form is accepted without a flaw, so each of the next fails for its one flaw", async () => {
      const form = await formOf(rig.alice);
      expect(await upload(form, SIZE)).toBeLessThan(300);
      expect((await complete(form.photoKey, rig.alice)).status).toBe(200);
    });

    test.each<[string, number, (form: Form) => Record<string, string>]>([
      ["a file larger than announced", SIZE + 1, () => ({})],
      ["an empty file", 0, () => ({})],
      ["another type", SIZE, () => ({ "Content-Type": "text/html" })],
      ["another key", SIZE, ({ fields }) => ({ key: `${fields["key"] ?? ""}.html` })],
      [
        "another user's key",
        SIZE,
        ({ fields }) => ({ key: (fields["key"] ?? "").replace(/usr_\w+/, rig.bob.userId) }),
      ],
      ["a field that was not signed", SIZE, () => ({ acl: "public-read" })],
      ["a redirect", SIZE, () => ({ success_action_redirect: "https://example.org/" })],
      ["a changed policy", SIZE, ({ fields }) => ({ policy: widened(fields["policy"] ?? "") })],
      ["a made-up signature", SIZE, () => ({ "x-amz-signature": "0".repeat(64) })],
    ])("S3 refuses %s", async (_what, size, changes) => {
      const form = await formOf(rig.alice);
      const status = await upload({ ...form, fields: { ...form.fields, ...changes(form) } }, size);
      expect([400, 403]).toContain(status);
      expectRefusal(await complete(form.photoKey, rig.alice), 404, "NOT_FOUND");
    });

    test("S3 serves no photo and no list to the public", async () => {
      const form = await formOf(rig.pending);
      await upload(form, SIZE);
      expect((await fetch(`${form.uploadUrl.replace(/\/$/, "")}/${form.photoKey}`)).status).toBe(403);
      expect((await fetch(form.uploadUrl)).status).toBe(403);
    });

    test.each([
      ["a page with a script", "<html><script>alert(1)</script></html>"],
      ["a vector image", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"],
    ])("%s is not shown as photo", async (_what, text) => {
      const form = await formOf(rig.bob);
      expect(await upload(form, text.length, Buffer.from(text))).toBeLessThan(300);
      expectRefusal(await complete(form.photoKey, rig.bob), 409, "CONFLICT");
    });

    test("another user's photo cannot be used as one's own", async () => {
      const form = await formOf(rig.bob);
      await upload(form, SIZE);
      expectRefusal(await complete(form.photoKey, rig.alice), 400, "BAD_REQUEST");
      expectRefusal(await complete(form.photoKey, rig.alice, rig.bob.userId), 403, "FORBIDDEN");
    });

    test.each([
      ["of another folder", (key: string) => key.replace("uploads/", "archive/")],
      ["of a photo that is shown", (key: string) => key.replace("uploads/", "profiles/")],
      ["with a parent folder", (key: string) => `uploads/../${key}`],
      ["that begins with a slash", (key: string) => `/${key}`],
      ["of another extension", (key: string) => key.replace(/png$/, "svg")],
      ["with a line break", (key: string) => `${key}\n`],
      ["with a query", (key: string) => `${key}?versionId=1`],
    ])("a key %s is refused", async (_what, changed) => {
      const { photoKey } = await formOf(rig.pending);
      expectRefusal(await complete(changed(photoKey), rig.pending), 400, "BAD_REQUEST");
    });

    test.each([
      ["more than 5 MiB", { contentType: "image/png", fileSize: 5_242_881 }],
      ["an empty file", { contentType: "image/png", fileSize: 0 }],
      ["a negative size", { contentType: "image/png", fileSize: -1 }],
      ["a size that is text", { contentType: "image/png", fileSize: "1" }],
      ["a vector image", { contentType: "image/svg+xml", fileSize: 1 }],
      ["an HTML page", { contentType: "text/html", fileSize: 1 }],
      ["a chosen key", { contentType: "image/png", fileSize: 1, photoKey: "profiles/x.png" }],
    ])("no form is given for %s", async (_what, body) => {
      const answer = await rig.api.raw("POST", "/users/me/profile-photo", { body, as: rig.alice });
      expectRefusal(answer, 400, "BAD_REQUEST");
    });
  });
}

/** Submits the form with a file of this many bytes. @returns the status. */
async function upload({ uploadUrl, fields }: Form, bytes: number, head: Buffer = PNG): Promise<number> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new Blob([Buffer.concat([head, Buffer.alloc(bytes)]).subarray(0, bytes)]));
  return (await fetch(uploadUrl, { method: "POST", body: form, redirect: "manual" })).status;
}

/** A policy that allows more bytes than the signed one. */
function widened(policy: string): string {
  const document = Buffer.from(policy, "base64")
    .toString()
    .replace(`,${String(SIZE)}]`, ",99999999]");
  return Buffer.from(document).toString("base64");
}
