/** Entries under `functions/` without a route: the authorizer and the functions behind queues, streams, topics and schedules. */
export const background = [
  "alerts/notify",
  "auth/authorizer",
  "auth/send-code",
  "monitoring/health-check",
  "notifications/announce",
  "notifications/deliver",
  "notifications/digest",
  "notifications/feedback",
  "users/erase",
] as const;
