import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { UserError } from "../../common/errors";
import { type Progress, silentProgress } from "../../common/progress";
import { type ToolName, ensureTool } from "./index";
import { type Recipe, pinnedVersion, recipes } from "./recipes";

let root: string;

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "tools-"));
});

afterEach(() => {
  fs.rmSync(root, { recursive: true });
});

function fakeRecipe(make: Recipe["make"], version = "1.2.3"): Recipe {
  return { version, duration: "at once", make };
}

describe("ensureTool", () => {
  test("makes a tool once, executable, and leaves nothing else behind", async () => {
    const make = jest.fn<Promise<void>, Parameters<Recipe["make"]>>(async (output, scratch) => {
      fs.writeFileSync(path.join(scratch, "litter"), "");
      fs.writeFileSync(output, "tool");
    });
    const recipe = fakeRecipe(make);
    const first = await ensureTool("zizmor", silentProgress, { root, recipe });
    const second = await ensureTool("zizmor", silentProgress, { root, recipe });
    expect(first).toBe(path.join(root, "zizmor-1.2.3", "zizmor"));
    expect(second).toBe(first);
    expect(fs.statSync(first).mode & 0o111).toBe(0o111);
    expect(make).toHaveBeenCalledTimes(1);
    expect(fs.readdirSync(root, { recursive: true }).sort()).toEqual(["zizmor-1.2.3", "zizmor-1.2.3/zizmor"]);
  });

  test("makes a tool once for two that ask at the same time, and tells the second why it waits", async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const make = jest.fn<Promise<void>, Parameters<Recipe["make"]>>(async (output) => {
      await released;
      fs.writeFileSync(output, "tool");
    });
    const steps: string[] = [];
    const progress: Progress = {
      ...silentProgress,
      step(text) {
        steps.push(text);
        if (text.startsWith("Waiting")) release();
      },
    };
    const options = { root, recipe: fakeRecipe(make) };
    const both = await Promise.all([
      ensureTool("gitleaks", progress, options),
      ensureTool("gitleaks", progress, options),
    ]);
    expect(new Set(both).size).toBe(1);
    expect(make).toHaveBeenCalledTimes(1);
    expect(steps).toEqual([
      "Installing gitleaks 1.2.3 (at once, once)",
      expect.stringMatching(/^Waiting for/),
    ]);
  });

  test("a tool that could not be made is tried again", async () => {
    const failing = fakeRecipe(() => Promise.reject(new UserError("no network", "try again")));
    await expect(ensureTool("zizmor", silentProgress, { root, recipe: failing })).rejects.toThrow(
      "no network",
    );
    const working = fakeRecipe(async (output) => fs.writeFileSync(output, "tool"));
    const made = await ensureTool("zizmor", silentProgress, { root, recipe: working });
    expect(fs.readFileSync(made, "utf8")).toBe("tool");
  });

  test("another version is another tool", async () => {
    const made = await Promise.all(
      ["1.0.0", "2.0.0"].map((version) =>
        ensureTool("zizmor", silentProgress, {
          root,
          recipe: fakeRecipe(async (output) => fs.writeFileSync(output, version), version),
        }),
      ),
    );
    expect(made.map((file) => fs.readFileSync(file, "utf8"))).toEqual(["1.0.0", "2.0.0"]);
  });
});

describe("recipes", () => {
  const names = Object.keys(recipes) as ToolName[];

  test.each(names)("%s is pinned to one version", (name) => {
    expect(recipes[name]().version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test.each(["actionlint", "gitleaks"] as const)(
    "%s: a missing Go is an error that says what to install",
    async (name) => {
      const { PATH } = process.env;
      process.env["PATH"] = root;
      try {
        const made = ensureTool(name, silentProgress, { root });
        await expect(made).rejects.toMatchObject({
          name: "UserError",
          message: `${name} is built with Go, which is not on PATH`,
          remedy: expect.stringMatching(/^Install Go 1\.\d+\.\d+ or later/),
        });
      } finally {
        process.env["PATH"] = PATH;
      }
    },
  );

  test("zizmor: a missing Python is an error that says what to install", async () => {
    const { PATH } = process.env;
    process.env["PATH"] = root;
    try {
      await expect(ensureTool("zizmor", silentProgress, { root })).rejects.toMatchObject({
        name: "UserError",
        message: "zizmor needs Python 3.10 or later, and none is on PATH",
        remedy: expect.stringContaining("python3-venv"),
      });
    } finally {
      process.env["PATH"] = PATH;
    }
  });

  test("zizmor's requirement has a hash for each of its wheels", () => {
    const text = fs.readFileSync(path.join(__dirname, "zizmor", "requirements.txt"), "utf8");
    expect(text.match(/--hash=sha256:[0-9a-f]{64}/g)?.length).toBeGreaterThan(5);
    expect(text.match(/^\w[\w-]*==/gm)).toEqual(["zizmor=="]);
  });
});

test.each([
  ["require example.org/a v1.2.3", "example.org/a", "1.2.3"],
  [
    "require (\n\texample.org/a/b v9.0.0 // indirect\n\texample.org/a v1.2.3 // indirect\n)",
    "example.org/a",
    "1.2.3",
  ],
  ["other==2.0.0 \\\n    --hash=sha256:00\nzizmor==1.32.0 \\\n    --hash=sha256:11", "zizmor", "1.32.0"],
])("pinnedVersion of %j", (text, name, version) => {
  expect(pinnedVersion(text, name)).toBe(version);
});

test("pinnedVersion refuses what is not pinned", () => {
  expect(() => pinnedVersion("zizmor>=1.0", "zizmor")).toThrow("zizmor is not pinned");
});
