import type { Clients } from "../clients/connect";
import { startCloud, type Cloud } from "./cloud";
import { live, type Lifecycle } from "./lifecycle";
import { Plugin } from "./plugin";

/** What the tests of a file about resource types run on: there from the first test on. */
export interface Suite {
  cloud: Cloud;
  plugin: Plugin;
}

/** Gives a file of tests an emulator of its own and the plugin. Call it once, at the top. */
export function startSuite(): Suite {
  const suite = {} as Suite;
  beforeAll(async () => {
    suite.cloud = await startCloud();
    suite.plugin = await Plugin.start(suite.cloud.env);
    await suite.plugin.configure();
  });
  afterAll(async () => {
    await suite.plugin.stop();
    await suite.cloud.stop();
  });
  return suite;
}

/** A test for each type, which takes it through its life. */
export function testLifecycles(
  suite: Suite,
  cases: readonly (readonly [
    name: string,
    cases: (clients: Clients) => Lifecycle[] | Promise<Lifecycle[]>,
  ])[],
): void {
  test.each(cases)(
    "%s is created, read, imported, located, updated, repaired and deleted",
    async (_name, of) => {
      for (const one of await of(suite.cloud.clients)) await live(suite.plugin, suite.cloud.env, one);
    },
  );
}
