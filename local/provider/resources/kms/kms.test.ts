import {
  CreateKeyCommand,
  EnableKeyCommand,
  PutKeyPolicyCommand,
  TagResourceCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-kms";
import type { Clients } from "../../clients/connect";
import type { Lifecycle } from "../../testing/lifecycle";
import { startSuite, testLifecycles } from "../../testing/suite";

const suite = startSuite();

testLifecycles(suite, [
  ["kms.Key", keyCases],
  ["kms.Alias", aliasCases],
  ["kms.KeyPolicy", keyPolicyCases],
]);

const policyFor = (role: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: ["root", `role/${role}`].map((name) => ({
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::000000000000:${name}` },
      Action: "kms:*",
      Resource: "*",
    })),
  });

/** Cases of the type `Key`. */
function keyCases(clients: Clients): Promise<Lifecycle[]> {
  const kms = clients.kms();
  return Promise.resolve([
    {
      token: "aws:kms/key:Key",
      small: { description: "secrets" },
      large: {
        description: "secrets",
        enableKeyRotation: true,
        rotationPeriodInDays: 180,
        isEnabled: false,
        policy: policyFor("register"),
        tags: { owner: "platform" },
      },
      drift: async (KeyId) => {
        await kms.send(new EnableKeyCommand({ KeyId }));
        await kms.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: "by", TagValue: "hand" }] }));
        await kms.send(new PutKeyPolicyCommand({ KeyId, Policy: policyFor("other") }));
      },
      drifted: ["isEnabled", "policy", "tags.by"],
      // These cannot be changed in place.
      replaced: { keyUsage: "SIGN_VERIFY", customerMasterKeySpec: "RSA_2048", multiRegion: true },
      unseen: ["policy"],
    },
  ]);
}

/** Creates a key for a test. */
async function makeKey(clients: Clients): Promise<string> {
  const request = new CreateKeyCommand({ Description: "of another resource" });
  return (await clients.kms().send(request)).KeyMetadata?.KeyId ?? "";
}

/** Cases of the type `Alias`. */
async function aliasCases(clients: Clients): Promise<Lifecycle[]> {
  const [first, second, third] = [await makeKey(clients), await makeKey(clients), await makeKey(clients)];
  return [
    {
      token: "aws:kms/alias:Alias",
      small: { name: "alias/secrets", targetKeyId: first },
      large: { name: "alias/secrets", targetKeyId: `arn:aws:kms:us-east-1:000000000000:key/${second}` },
      drift: (AliasName) => clients.kms().send(new UpdateAliasCommand({ AliasName, TargetKeyId: third })),
      drifted: ["targetKeyId"],
      replaced: { name: "alias/keys" },
      // An import does not know how the program refers to the key.
      unseen: ["targetKeyId"],
    },
  ];
}

/** Cases of the type `KeyPolicy`. */
async function keyPolicyCases(clients: Clients): Promise<Lifecycle[]> {
  const keyId = await makeKey(clients);
  return [
    {
      token: "aws:kms/keyPolicy:KeyPolicy",
      small: { keyId, policy: policyFor("register") },
      large: { keyId, policy: policyFor("login") },
      drift: (KeyId) => clients.kms().send(new PutKeyPolicyCommand({ KeyId, Policy: policyFor("other") })),
      drifted: ["policy"],
      replaced: { keyId: "another" },
      inborn: true,
      lasting: true,
    },
  ];
}
