// Settings of Powertools that every function has, for tests that load handlers.
process.env["POWERTOOLS_SERVICE_NAME"] = "sjc1990app";
process.env["POWERTOOLS_METRICS_NAMESPACE"] = "sjc1990app";
