/** For the choice between ways to sign: the clients concerned know one, Signature Version 4. */
import { getSmithyContext } from "@smithy/core/transport";

export { getHttpSigningPlugin } from "@smithy/core";

interface AuthConfig {
  credentials: () => Promise<object>;
  httpAuthSchemes: { schemeId: string; signer: unknown }[];
}

type Context = Parameters<typeof getSmithyContext>[0];
type Handler = (args: unknown) => Promise<unknown>;

const SCHEME = "aws.auth#sigv4";

export const getHttpAuthSchemeEndpointRuleSetPlugin = (config: AuthConfig) => ({
  applyToStack: (stack: { addRelativeTo(middleware: unknown, options: object): void }) => {
    const middleware = (next: Handler, context: Context): Handler => {
      return async (args) => {
        getSmithyContext(context)["selectedHttpAuthScheme"] = {
          httpAuthOption: { schemeId: SCHEME, signingProperties: { config, context } },
          identity: await config.credentials(),
          signer: config.httpAuthSchemes.find(({ schemeId }) => schemeId === SCHEME)?.signer,
        };
        return next(args);
      };
    };
    stack.addRelativeTo(middleware, {
      name: "httpAuthSchemeMiddleware",
      override: true,
      relation: "before",
      toMiddleware: "endpointV2Middleware",
    });
  },
});

/** The clients make one for each request; the middleware above does not ask. */
export class DefaultIdentityProviderConfig {}
