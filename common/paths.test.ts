import { folderFrom } from "./paths";

test.each([
  ["unset", undefined, undefined],
  ["empty", "", undefined],
  ["absolute", "/srv/state/", "/srv/state"],
])("a variable that is %s", (_, value, folder) => {
  expect(folderFrom("SJC1990APP_STATE_DIR", { SJC1990APP_STATE_DIR: value })).toBe(folder);
});

test.each(["state", "./state", "~/state"])("the relative path %s is refused", (value) => {
  expect(() => folderFrom("XDG_STATE_HOME", { XDG_STATE_HOME: value })).toThrow(
    expect.objectContaining({
      name: "UserError",
      message: `XDG_STATE_HOME is "${value}", which is a relative path`,
    }) as Error,
  );
});
