/** Entries under `functions/` that no route names: the authorizer, and what queues, streams and schedules call. */
export const background = [
  "auth/authorizer",
  "notifications/announce",
  "notifications/deliver",
  "notifications/digest",
  "notifications/feedback",
  "users/erase",
] as const;
