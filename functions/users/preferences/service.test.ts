import { newId } from "../../shared/ids";
import { defaultPreferences, toPreferences } from "./preferences";
import { changePreferences } from "./service";
import type { Chosen, PreferencesStore } from "./store";

const userId = newId("usr");

/** A store with concurrent writes, each before the next write of the test. */
function contested(...others: (Chosen | "gone")[]): PreferencesStore & { writes: number } {
  let chosen: Chosen = {};
  return {
    writes: 0,
    read: () => Promise.resolve({ chosen }),
    write(_userId, before, next) {
      this.writes++;
      const other = others.shift();
      if (other === "gone") return Promise.resolve({ done: false, user: false, chosen: {} });
      if (other !== undefined) chosen = { ...other, version: (chosen.version ?? 0) + 1 };
      if (before.version !== chosen.version) return Promise.resolve({ done: false, user: true, chosen });
      chosen = { ...next, version: (chosen.version ?? 0) + 1 };
      return Promise.resolve({ done: true });
    },
  };
}

test("a change keeps what a concurrent change wrote", async () => {
  const store = contested({ showEmail: true });
  expect(await changePreferences(store, userId, { showPhone: true })).toEqual({
    ...defaultPreferences,
    showEmail: true,
    showPhone: true,
  });
  expect(store.writes).toBe(2);
});

test("a change that conflicts with a concurrent one is rejected", async () => {
  const store = contested({ enabledChannels: ["app", "sms"], primaryChannel: "sms" });
  await expect(changePreferences(store, userId, { enabledChannels: ["app"] })).rejects.toMatchObject({
    code: "BAD_REQUEST",
  });
});

test("attempts are limited, and end if the user is deleted", async () => {
  const busy = contested({ showEmail: true }, { showEmail: false }, { showEmail: true });
  await expect(changePreferences(busy, userId, { showPhone: true })).rejects.toMatchObject({
    code: "CONFLICT",
  });
  await expect(changePreferences(contested("gone"), userId, { showPhone: true })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

test("an item overrides the defaults, without its own attributes", () => {
  expect(toPreferences()).toEqual(defaultPreferences);
  const item = { userId, version: 3, showPhone: true, notify: { events: false }, left: "over" };
  expect(toPreferences(item)).toEqual({
    ...defaultPreferences,
    showPhone: true,
    notify: { ...defaultPreferences.notify, events: false },
  });
});
