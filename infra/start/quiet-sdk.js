"use strict";
const path = require("node:path");

/** Has the Pulumi SDK do less of what is read by nobody or at once. Loads the SDK. */
function quietenSdk() {
  const sdk = path.dirname(require.resolve("@pulumi/pulumi"));
  dropPromiseStacks(require(path.join(sdk, "runtime/debuggable.js")));
  joinDebugMessages(require(path.join(sdk, "log/index.js")), require(path.join(sdk, "runtime/settings.js")));
}

/** Each of some thousand promises would format a stack trace that is read only where leaks of promises are looked for. */
function dropPromiseStacks(debuggable) {
  const { debuggablePromise, debugPromiseLeaks } = debuggable;
  if (debugPromiseLeaks || typeof debuggablePromise !== "function") return;
  debuggable.debuggablePromise = (...given) => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(...given);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
}

/**
 * Debug messages, up to four for each resource, go to the engine whether it shows them (`pulumi preview --debug`) or
 * not, each in a call of its own that waits for the one before: three of four calls that a program makes. Those that
 * wait are joined into one message, in their order; none is lost.
 */
function joinDebugMessages(log, settings) {
  const { debug } = log;
  let sent = Promise.resolve();
  let waiting;
  log.debug = (message, ...about) => {
    if (about.length > 0 || settings.getEngine() === undefined) return debug(message, ...about);
    if (waiting !== undefined) {
      waiting.push(message);
      return sent;
    }
    const messages = (waiting = [message]);
    // The connection must not be closed while messages wait.
    const release = settings.rpcKeepAlive();
    sent = sent
      .then(() => {
        waiting = undefined;
        return debug(messages.join("\n"));
      })
      .finally(release);
    return sent;
  };
}

module.exports = { joinDebugMessages, quietenSdk };
