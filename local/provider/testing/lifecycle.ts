import { locateResource } from "../recovery/locate";
import type { JsonObject } from "../properties/wire";
import type { Kept, Plugin } from "./plugin";

/** One resource type put through everything the engine may do with it. */
export interface Lifecycle {
  token: string;
  /** Least inputs. */
  small: JsonObject;
  /** As many inputs as the service lets be changed in place. */
  large: JsonObject;
  /** Changes the resource behind the engine's back. */
  drift: (id: string) => Promise<unknown>;
  /** Paths at which a refresh then shows a change. */
  drifted: string[];
  /** Changes of `small` that replace, by the property that does it. */
  replaced: JsonObject;
  /** What an import is given, where it is not the id. */
  importId?: (id: string) => string;
  /** Paths that an import may show as different, since the service does not tell. */
  unseen?: string[];
  /** It is there before it is made: something that every bucket has. */
  inborn?: true;
  /** Nothing can import it: its id does not tell what it is. */
  unimportable?: true;
  /** It is not there again when it was made a second time, since what it is about is gone. */
  once?: true;
  /** It is there when it was removed: what a bucket, once it has it, cannot be without. */
  lasting?: true;
}

/** Runs a resource through its life, and expects what holds for every type. */
export async function live(plugin: Plugin, env: Record<string, string>, life: Lifecycle): Promise<void> {
  const { token } = life;
  const checked = async (inputs: JsonObject, olds?: JsonObject) => {
    const { inputs: complete, failures } = await plugin.check(token, "it", inputs, olds);
    expect(failures).toEqual([]);
    return complete;
  };
  const expectSteady = async (kept: Kept) => {
    const read = await plugin.read(token, "it", kept.id, kept);
    expect(read).toEqual(kept);
    if (life.unimportable) {
      expect(await locateResource(token, kept.inputs, env)).toBe(kept.id);
      return;
    }
    const imported = existing(await plugin.read(token, "it", life.importId?.(kept.id) ?? kept.id));
    const { paths } = await plugin.diff(token, "it", imported, kept.inputs);
    expect(Object.keys(paths).filter((path) => !life.unseen?.includes(path))).toEqual([]);
    expect(await locateResource(token, kept.inputs, env)).toBe(kept.id);
  };
  const expectUpdated = async (old: Kept, inputs: JsonObject) => {
    const { paths, replaces } = await plugin.diff(token, "it", old, inputs);
    expect(replaces).toEqual([]);
    expect(paths).not.toEqual({});
    const preview = await plugin.update(token, "it", old, inputs, true);
    const kept = await plugin.update(token, "it", old, inputs);
    expect(kept.outputs).toMatchObject(knownIn(preview.outputs));
    expect((await plugin.diff(token, "it", kept, inputs)).paths).toEqual({});
    await expectSteady(kept);
    return kept;
  };

  const small = await checked(life.small);
  if (!life.inborn) expect(await locateResource(token, small, env)).toBeUndefined();
  const preview = await plugin.create(token, "it", small, true);
  const made = await plugin.create(token, "it", small);
  expect(made.outputs).toMatchObject(knownIn(preview.outputs));
  await expectSteady(made);

  for (const [name, value] of Object.entries(life.replaced)) {
    const next = await checked({ ...life.small, [name]: value }, small);
    const diff = await plugin.diff(token, "it", made, next);
    expect(diff.replaces).toEqual([name]);
    expect(Object.values(diff.paths).every((kind) => kind.endsWith("_REPLACE"))).toBe(true);
  }

  let last: Kept;
  if (Object.keys(life.large).length > 0) {
    const grown = await expectUpdated(made, await checked(life.large, small));
    const shrunk = await expectUpdated(grown, small);
    const again = await expectUpdated(shrunk, await checked(life.large, small));
    await life.drift(again.id);
    const seen = existing(await plugin.read(token, "it", again.id, again));
    const { paths } = await plugin.diff(token, "it", seen, again.inputs);
    expect(Object.keys(paths).sort()).toEqual([...life.drifted].sort());
    last = await plugin.update(token, "it", seen, again.inputs);
    await expectSteady(last);
  } else {
    await life.drift(made.id);
    expect(await plugin.read(token, "it", made.id, made)).toBeUndefined();
    if (life.once) return;
    last = await plugin.create(token, "it", small);
  }

  await plugin.delete(token, "it", last);
  if (!life.lasting) expect(await plugin.read(token, "it", last.id, last)).toBeUndefined();
  await plugin.delete(token, "it", last);
}

function existing(kept: Kept | undefined): Kept {
  if (kept === undefined) throw new Error("it does not exist");
  return kept;
}

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Outputs that a preview foretold. */
function knownIn(outputs: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== unknown));
}
