import type { CompositeName, CompositeRow } from "./alarm";

/**
 * The composite alarms: one cause makes many alarms fire, and one of these notifies. The notification names the alarms
 * that fired.
 */
export const composites: Readonly<Record<CompositeName, CompositeRow>> = {
  "platform-unhealthy": {
    severity: "critical",
    description: "Requests fail, or nobody can sign in.",
  },
  "platform-degraded": {
    severity: "warning",
    description: "The platform is slow, or work in the background fails or waits.",
    suppressedBy: "platform-unhealthy",
  },
};
