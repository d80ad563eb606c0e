/** Entries under `functions/` without a route: the authorizer and the functions behind queues, streams and schedules. */
export const background = [
  "auth/authorizer",
  "auth/send-code",
  "notifications/announce",
  "notifications/deliver",
  "notifications/digest",
  "notifications/feedback",
  "users/erase",
] as const;
