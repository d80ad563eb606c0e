import type { Person } from "./people";
import { expectRefusal } from "./refusal";
import type { Rig } from "./rig";
import type { Answer } from "../../testing/support";

interface Form {
  uploadUrl: string;
  fields: Record<string, string>;
  photoKey: string;
}

const SIZE = 1000;

/** Attacks on photos: other people's, too large ones, other types, changed forms. S3 itself refuses uploads. */
export function photoAttacks(rig: Rig): void {
  describe("photos", () => {
    const formOf = async (person: Person): Promise<Form> => {
      const body = { contentType: "image/png", fileSize: SIZE };
      const answer = await rig.api.call("POST", "/users/me/profile-photo", body, person);
      expect(answer.status).toBe(200);
      return answer.body as unknown as Form;
    };
    const complete = (photoKey: string, person: Person): Promise<Answer> =>
      rig.api.call("PUT", "/users/me/profile-photo-complete", { photoKey }, person);

    test("the form is good, so that each of the next is refused for its one flaw", async () => {
      const form = await formOf(rig.alice);
      expect(await upload(form, SIZE)).toBeLessThan(300);
      expect((await complete(form.photoKey, rig.alice)).status).toBe(200);
    });

    test.each<[string, number, (form: Form) => Record<string, string>]>([
      ["a file larger than announced", SIZE + 1, () => ({})],
      ["a file of nothing", 0, () => ({})],
      ["another type", SIZE, () => ({ "Content-Type": "text/html" })],
      ["another key", SIZE, ({ fields }) => ({ key: `${fields["key"] ?? ""}.html` })],
      [
        "somebody else's key",
        SIZE,
        ({ fields }) => ({ key: (fields["key"] ?? "").replace(/usr_\w+/, rig.bob.userId) }),
      ],
      ["a field that was not signed", SIZE, () => ({ acl: "public-read" })],
      ["a redirect", SIZE, () => ({ success_action_redirect: "https://example.org/" })],
      ["a policy of one's own", SIZE, ({ fields }) => ({ policy: widened(fields["policy"] ?? "") })],
      ["a signature that is none", SIZE, () => ({ "x-amz-signature": "0".repeat(64) })],
    ])("S3 refuses %s", async (_what, size, changes) => {
      const form = await formOf(rig.alice);
      const status = await upload({ ...form, fields: { ...form.fields, ...changes(form) } }, size);
      expect([400, 403]).toContain(status);
      expectRefusal(await complete(form.photoKey, rig.alice), 404, "NOT_FOUND");
    });

    test("S3 gives nobody a photo, and lists none", async () => {
      const form = await formOf(rig.alice);
      await upload(form, SIZE);
      expect((await fetch(`${form.uploadUrl.replace(/\/$/, "")}/${form.photoKey}`)).status).toBe(403);
      expect((await fetch(form.uploadUrl)).status).toBe(403);
    });

    test("somebody else's photo is not shown as one's own", async () => {
      const form = await formOf(rig.bob);
      await upload(form, SIZE);
      expectRefusal(await complete(form.photoKey, rig.alice), 400, "BAD_REQUEST");
      expectRefusal(
        await rig.api.call(
          "PUT",
          `/users/${rig.bob.userId}/profile-photo-complete`,
          { photoKey: form.photoKey },
          rig.alice,
        ),
        403,
        "FORBIDDEN",
      );
    });

    test.each([
      ["of another folder", (key: string) => key.replace("profiles/", "archive/")],
      ["that climbs", (key: string) => `profiles/../${key}`],
      ["that begins with a slash", (key: string) => `/${key}`],
      ["of another extension", (key: string) => key.replace(/png$/, "svg")],
      ["with a line break", (key: string) => `${key}\n`],
      ["with a query", (key: string) => `${key}?versionId=1`],
    ])("a key %s is none", async (_what, changed) => {
      const { photoKey } = await formOf(rig.alice);
      expectRefusal(await complete(changed(photoKey), rig.alice), 400, "BAD_REQUEST");
    });

    test.each([
      ["more than 5 MiB", { contentType: "image/png", fileSize: 5_242_881 }],
      ["nothing", { contentType: "image/png", fileSize: 0 }],
      ["a size below nothing", { contentType: "image/png", fileSize: -1 }],
      ["a size that is text", { contentType: "image/png", fileSize: "1" }],
      ["a vector image", { contentType: "image/svg+xml", fileSize: 1 }],
      ["a page", { contentType: "text/html", fileSize: 1 }],
      ["a key of one's own", { contentType: "image/png", fileSize: 1, photoKey: "profiles/x.png" }],
    ])("no form is given for %s", async (_what, body) => {
      const answer = await rig.api.call("POST", "/users/me/profile-photo", body, rig.alice);
      expectRefusal(answer, 400, "BAD_REQUEST");
    });
  });
}

/** Sends a form with a file of so many bytes. @returns the status. */
async function upload({ uploadUrl, fields }: Form, bytes: number): Promise<number> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new Blob([new Uint8Array(bytes)]));
  return (await fetch(uploadUrl, { method: "POST", body: form, redirect: "manual" })).status;
}

/** A policy that takes more bytes than the one that was signed. */
function widened(policy: string): string {
  const document = Buffer.from(policy, "base64")
    .toString()
    .replace(`,${String(SIZE)}]`, ",99999999]");
  return Buffer.from(document).toString("base64");
}
