/** For the user agent header: names and versions stay, the list of features in use is left out. */
type Pair = readonly [name: string, version?: string];

interface UserAgentConfig {
  defaultUserAgentProvider: () => Promise<Pair[]>;
  customUserAgent?: Pair[];
  userAgentAppId: () => Promise<string | undefined>;
}

interface Arguments {
  request: { headers: Record<string, string> };
}

type Handler = (args: Arguments) => Promise<unknown>;

export const getUserAgentPlugin = (config: UserAgentConfig) => ({
  applyToStack: (stack: { add(middleware: (next: Handler) => Handler, options: object): void }) => {
    const middleware = (next: Handler): Handler => {
      return async (args) => {
        const appId = await config.userAgentAppId();
        const pairs: Pair[] = [
          ...(await config.defaultUserAgentProvider()),
          ...(appId === undefined ? [] : [["app", appId] as const]),
          ...(config.customUserAgent ?? []),
        ];
        args.request.headers["user-agent"] = pairs.map(section).join(" ");
        return next(args);
      };
    };
    stack.add(middleware, { name: "getUserAgentMiddleware", step: "build", priority: "low", override: true });
  },
});

/** `name/version`, or `kind/name#version`; what a header may not hold becomes a hyphen. */
function section([name, version]: Pair): string {
  const text = version === undefined ? name : `${name}${name.includes("/") ? "#" : "/"}${version}`;
  return text.replace(/[^!$%&'*+\-.^_`|~\w/#]/g, "-");
}

/** Re-exported by an index; used by nobody. */
export const userAgentMiddleware = undefined;
export const getUserAgentMiddlewareOptions = undefined;
