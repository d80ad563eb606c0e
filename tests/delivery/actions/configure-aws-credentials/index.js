const fs = require("node:fs");

async function main() {
  const { RIG_URL, RIG_ENVIRONMENT: environment, GITHUB_ENV } = process.env;
  const response = await fetch(`${RIG_URL}/credentials`, {
    method: "POST",
    body: JSON.stringify({ role: process.env["INPUT_ROLE-TO-ASSUME"], environment }),
  });
  if (!response.ok) throw new Error(await response.text());
  const { accessKeyId, secretAccessKey, sessionToken } = await response.json();
  for (const secret of [secretAccessKey, sessionToken]) console.log(`::add-mask::${secret}`);
  const variables = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_REGION: process.env["INPUT_AWS-REGION"],
  };
  for (const [name, value] of Object.entries(variables)) fs.appendFileSync(GITHUB_ENV, `${name}=${value}\n`);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
