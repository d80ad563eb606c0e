/** Actions that the key policy leaves to IAM: administration, without use of the key. */
const ADMINISTRATION: readonly string[] = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListKeyPolicies",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:RotateKeyOnDemand",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];

/** In a key policy, `*` is the key. */
const THIS_KEY = "*";

/** A statement of a key policy. */
export interface KeyUse {
  /** Letters and digits only. */
  Sid: string;
  Principal: { AWS: string | readonly string[] } | { Service: string | readonly string[] };
  Action: readonly string[];
  Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A key policy as JSON: administration for the account, and the given uses. */
export function keyPolicy({ accountId }: { accountId: string }, uses: readonly KeyUse[]): string {
  const administrators: KeyUse = {
    Sid: "Administer",
    Principal: { AWS: `arn:aws:iam::${accountId}:root` },
    Action: ADMINISTRATION,
  };
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [administrators, ...uses].map(({ Sid, Principal, Action, Condition }) => ({
      Sid,
      Effect: "Allow",
      Principal,
      Action,
      Resource: THIS_KEY,
      Condition,
    })),
  });
}
