const { RIG_URL, RIG_ENVIRONMENT: environment } = process.env;

fetch(`${RIG_URL}/approval`, { method: "POST", body: JSON.stringify({ environment }) }).then(({ ok }) => {
  process.exit(ok ? 0 : 1);
});
