import type { Statement } from "../iam";
import { project, type Place } from "../names";

/** The stage that a deployment may change. */
export interface DeployPlace extends Place {
  /** Sender address of e-mail. */
  emailFrom: string;
  /** Custom domain names and their hosted zone. Default: none. */
  domains?: { api: string; photos: string; hostedZoneId: string };
}

export type Conditions = NonNullable<Statement["Condition"]>;

/** Actions of a deployment on resources of one type, with the same ARNs and conditions. */
export interface Rule {
  /** Actions that read. Previews need them, too. */
  read?: readonly string[];
  /** Actions that create, update or delete. */
  write?: readonly string[];
  /**
   * ARNs of the resources; `*` for actions without resource-level permissions.
   * @param names physical names of the registered resources, see {@link TypePermissions.name}.
   */
  on: (names: readonly string[], place: DeployPlace) => readonly string[];
  /** Conditions. Default: none. */
  when?: (place: DeployPlace) => Conditions;
}

/** Permissions that the Pulumi provider needs for one type of resource. */
export interface TypePermissions {
  /**
   * The physical name in the inputs of a resource. Absent if the service chooses the name; such resources are matched by
   * their tags.
   */
  name?: (inputs: Readonly<Record<string, unknown>>) => string;
  /** Service that the resource passes a role to. */
  passesRoleTo?: string;
  rules: readonly Rule[];
}

/** Permissions by type, e.g. `aws:dynamodb/table:Table`. */
export type PermissionTable = Readonly<Record<string, TypePermissions>>;

/** Takes the name from an input. */
export const named =
  (input: string) =>
  (inputs: Readonly<Record<string, unknown>>): string => {
    const name = inputs[input];
    if (typeof name !== "string" || name === "") throw new Error(`a resource without ${input}`);
    return name;
  };

/** ARNs of each name. */
export const onEach =
  (...arns: ((name: string, place: DeployPlace) => string)[]): Rule["on"] =>
  (names, place) =>
    names.flatMap((name) => arns.map((arn) => arn(name, place)));

/** The same ARNs for all resources of the type. */
export const onAll =
  (...arns: ((place: DeployPlace) => string)[]): Rule["on"] =>
  (_names, place) =>
    arns.map((arn) => arn(place));

/** For actions without resource-level permissions. */
export const onNothing: Rule["on"] = () => ["*"];

/** `arn:aws:<service>:<region>:<account>:<rest>`. */
export const regional =
  (service: string, rest: (name: string) => string) =>
  (name: string, { region, accountId }: DeployPlace): string =>
    `arn:aws:${service}:${region}:${accountId}:${rest(name)}`;

/** `arn:aws:<service>::<account>:<rest>`, for global services. */
export const global =
  (service: string, rest: (name: string) => string) =>
  (name: string, { accountId }: DeployPlace): string =>
    `arn:aws:${service}::${accountId}:${rest(name)}`;

/** Condition: the resource has the tags of the stage. */
export const own = ({ stage }: DeployPlace): Conditions => ({
  StringEquals: { "aws:ResourceTag/project": project, "aws:ResourceTag/stage": stage },
});

/** Condition: the resource is created with the tags of the stage. */
export const making = ({ stage }: DeployPlace): Conditions => ({
  StringEquals: { "aws:RequestTag/project": project, "aws:RequestTag/stage": stage },
});

/** Condition: tags are set on a resource of the stage, and keep it one. */
export const tagging = ({ stage }: DeployPlace): Conditions => ({
  StringEqualsIfExists: {
    "aws:RequestTag/project": project,
    "aws:RequestTag/stage": stage,
    "aws:ResourceTag/project": project,
    "aws:ResourceTag/stage": stage,
  },
});
