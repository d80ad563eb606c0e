import * as ssm from "@aws-sdk/client-ssm";
import type { Clients } from "../../clients/connect";
import type { Lifecycle } from "../../testing/lifecycle";
import { startSuite, testLifecycles } from "../../testing/suite";

const suite = startSuite();

testLifecycles(suite, [["ssm.Parameter", parameterCases]]);

/** Cases of the type `Parameter`. */
async function parameterCases(clients: Clients): Promise<Lifecycle[]> {
  const cases: Lifecycle[] = [];
  const client = clients.ssm();
  const secret = (value: string) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value,
  });
  cases.push({
    token: "aws:ssm/parameter:Parameter",
    small: { name: "/sjc1990app/local/jwt", type: "SecureString", value: secret("first") },
    large: {
      name: "/sjc1990app/local/jwt",
      type: "SecureString",
      value: "second",
      description: "Signs tokens",
      tags: { owner: "platform" },
    },
    drift: (Name) =>
      client.send(
        new ssm.PutParameterCommand({ Name, Value: "third", Type: "SecureString", Overwrite: true }),
      ),
    drifted: ["value"],
    replaced: { name: "/sjc1990app/local/other" },
  });
  cases.push({
    token: "aws:ssm/parameter:Parameter",
    small: { name: "/sjc1990app/local/sender", type: "String", insecureValue: "SJC1990" },
    large: { name: "/sjc1990app/local/sender", type: "String", insecureValue: "SJC", description: "Sender" },
    drift: (Name) => client.send(new ssm.PutParameterCommand({ Name, Value: "other", Overwrite: true })),
    drifted: ["insecureValue"],
    replaced: { name: "/sjc1990app/local/other" },
    // An import treats the value as a secret.
    unseen: ["insecureValue", "value"],
  });
  return cases;
}
