import type { Statement } from "../iam";
import { project, type Place } from "../names";

/** A stage as a deployment meets it. */
export interface DeployPlace extends Place {
  /** Where the API and the photos are found, in which zone of Route 53. Absent: at AWS's own names. */
  domains?: { api: string; photos: string; hostedZoneId: string };
}

export type Conditions = NonNullable<Statement["Condition"]>;

/** What a deployment does with resources of one type, on the same ARNs and under the same conditions. */
export interface Rule {
  /** Actions that read. Whoever previews has them, too. */
  read?: readonly string[];
  /** Actions that make, change or remove. */
  write?: readonly string[];
  /**
   * What they are done to. `*` for actions that take no resource.
   * @param names of the resources that the program registers, see {@link TypePermissions.name}.
   */
  on: (names: readonly string[], place: DeployPlace) => readonly string[];
  /** Under which conditions alone. Default: always. */
  when?: (place: DeployPlace) => Conditions;
}

/** What Pulumi's provider needs for one type of resource: to make, read, change, tag and remove it. */
export interface TypePermissions {
  /**
   * The name that the program gives a resource, from its inputs. Absent where the service names it: such a one is known
   * by its tags.
   */
  name?: (inputs: Readonly<Record<string, unknown>>) => string;
  /** The service to which a role is handed over with such a resource. */
  passesRoleTo?: string;
  rules: readonly Rule[];
}

/** Permissions by type, e.g. `aws:dynamodb/table:Table`. */
export type PermissionTable = Readonly<Record<string, TypePermissions>>;

/** The name is an input of the resource. */
export const named =
  (input: string) =>
  (inputs: Readonly<Record<string, unknown>>): string => {
    const name = inputs[input];
    if (typeof name !== "string" || name === "") throw new Error(`a resource without ${input}`);
    return name;
  };

/** On one ARN for each name. */
export const onEach =
  (...arns: ((name: string, place: DeployPlace) => string)[]): Rule["on"] =>
  (names, place) =>
    names.flatMap((name) => arns.map((arn) => arn(name, place)));

/** On the same ARNs, whatever the names. */
export const onAll =
  (...arns: ((place: DeployPlace) => string)[]): Rule["on"] =>
  (_names, place) =>
    arns.map((arn) => arn(place));

/** For actions that take no resource. */
export const onNothing: Rule["on"] = () => ["*"];

/** `arn:aws:<service>:<region>:<account>:<rest>`. */
export const regional =
  (service: string, rest: (name: string) => string) =>
  (name: string, { region, accountId }: DeployPlace): string =>
    `arn:aws:${service}:${region}:${accountId}:${rest(name)}`;

/** `arn:aws:<service>::<account>:<rest>`, for services without regions. */
export const global =
  (service: string, rest: (name: string) => string) =>
  (name: string, { accountId }: DeployPlace): string =>
    `arn:aws:${service}::${accountId}:${rest(name)}`;

/** What the stage made, by its tags: for resources that the service names. */
export const own = ({ stage }: DeployPlace): Conditions => ({
  StringEquals: { "aws:ResourceTag/project": project, "aws:ResourceTag/stage": stage },
});

/** What is made has the stage's tags, by which alone it can be changed later. */
export const making = ({ stage }: DeployPlace): Conditions => ({
  StringEquals: { "aws:RequestTag/project": project, "aws:RequestTag/stage": stage },
});

/** Tags are set on what is being made, or is the stage's, and make nothing another stage's. */
export const tagging = ({ stage }: DeployPlace): Conditions => ({
  StringEqualsIfExists: {
    "aws:RequestTag/project": project,
    "aws:RequestTag/stage": stage,
    "aws:ResourceTag/project": project,
    "aws:ResourceTag/stage": stage,
  },
});
