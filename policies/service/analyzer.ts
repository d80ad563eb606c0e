import {
  AnalyzeRequest,
  AnalyzeStackRequest,
  ConfigureAnalyzerRequest,
  type AnalyzerProviderResource,
  type AnalyzerResource,
  type AnalyzerInfo,
  type AnalyzeResponse,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { BinaryReader } from "google-protobuf";

import { isResourceRule, type Pack } from "../pack";
import { at, isPlainObject, jsonOf, type PlainObject } from "../plain";
import type { CheckedResource, StackRule } from "../rule";
import { Stack, type StackResource } from "../stack";
import { analyzeResponse, analyzerInfo, readConfiguration, type PackName } from "./answers";
import { Configuration } from "./configuration";
import { decode } from "./decode";

/** What the engine asks of a policy pack, apart from how it comes and goes: requests are bytes, answers messages. */
export class Analyzer {
  #configuration: Configuration;

  constructor(
    private readonly name: PackName,
    private readonly pack: Pack,
  ) {
    this.#configuration = new Configuration(pack.rules);
  }

  /** What the pack is and what can be configured about it. */
  info(): AnalyzerInfo {
    return analyzerInfo(this.name, this.pack.rules);
  }

  /** Takes levels and parameters. @throws Error where it names what does not exist. */
  configure(request: Uint8Array): void {
    const configured = readConfiguration(ConfigureAnalyzerRequest.deserializeBinary(request));
    this.#configuration = new Configuration(this.pack.rules, configured);
  }

  /**
   * Judges one resource before it is made. Only of a resource that a rule looks at more than its type is read: of a
   * stack's resources that is every second, and reading is what takes time.
   */
  analyze(request: Uint8Array): AnalyzeResponse {
    const rules = this.pack
      .rulesFor(typeOf(request))
      .filter((rule) => this.#configuration.levelOf(rule) !== "disabled");
    if (rules.length === 0) return analyzeResponse(this.name, []);
    const resource = checked(AnalyzeRequest.deserializeBinary(request));
    const found = this.pack.check(rules, resource, this.#configuration.parametersOf);
    return analyzeResponse(
      this.name,
      found.map((violation) => ({ ...violation, level: this.#configuration.levelOf(violation.rule) })),
    );
  }

  /** Judges the whole stack, after its resources. */
  analyzeStack(request: Uint8Array): AnalyzeResponse {
    const rules = this.pack.rules.filter(
      (rule): rule is StackRule => !isResourceRule(rule) && this.#configuration.levelOf(rule) !== "disabled",
    );
    const resources = AnalyzeStackRequest.deserializeBinary(request).getResourcesList().map(inStack);
    const found = this.pack.checkStack(rules, new Stack(resources), this.#configuration.parametersOf);
    return analyzeResponse(
      this.name,
      found.map((violation) => ({ ...violation, level: this.#configuration.levelOf(violation.rule) })),
    );
  }
}

/** The type of the resource in an AnalyzeRequest: its first field. */
function typeOf(request: Uint8Array): string {
  const reader = new BinaryReader(request);
  while (reader.nextField()) {
    if (reader.getFieldNumber() === 1) return reader.readString();
    reader.skipField();
  }
  return "";
}

function checked(shown: AnalyzeRequest | AnalyzerResource): CheckedResource {
  return {
    type: shown.getType(),
    name: shown.getName(),
    urn: shown.getUrn(),
    protect: shown.getOptions()?.getProtect() ?? false,
    defaultTags: defaultTags(shown.getProvider()),
    ...decode(shown.getProperties()),
  };
}

function inStack(shown: AnalyzerResource): StackResource {
  const propertyDependencies = new Map<string, readonly string[]>();
  shown.getPropertydependenciesMap().forEach((dependencies, property) => {
    propertyDependencies.set(property, dependencies.getUrnsList());
  });
  const ofCloud = shown.getProvider() !== undefined;
  return { ...checked(shown), ofCloud, dependencies: shown.getDependenciesList(), propertyDependencies };
}

/** Providers are few and shown with every resource: each text of their properties is read once. */
const seen = new Map<string, PlainObject>();

function defaultTags(provider: AnalyzerProviderResource | undefined): PlainObject {
  const value = provider?.getProperties()?.getFieldsMap().get("defaultTags");
  if (value === undefined) return {};
  const key = JSON.stringify(value.toJavaScript());
  const known = seen.get(key);
  if (known !== undefined) return known;
  // The provider's properties are text: objects are JSON in them.
  const tags = at(jsonOf(JSON.parse(key) as string), "tags");
  const found = isPlainObject(tags) ? tags : {};
  seen.set(key, found);
  return found;
}
