import { recordOnly, text } from "../shared";
import { publicAccess } from "./shapes";

/** The public access block of an account. */
export const accountPublicAccessBlock = recordOnly({
  token: "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
  properties: { accountId: { replace: true }, ...publicAccess },
  id: (inputs, { accountId }) => text(inputs, "accountId") ?? accountId,
});
