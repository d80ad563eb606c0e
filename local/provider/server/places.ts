import type { Clients } from "../clients/connect";
import { connect, type Connection } from "../clients/connect";
import { isRegional } from "../resources/registry";
import type { Context, ResourceType } from "../resources/resource";
import type { Properties } from "../properties/values";

/** Where a resource is. */
export type Place = Pick<Context, "clients" | "region">;

/** An id with a region suffix. */
const regionalId = /^(.+)@([a-z]{2}(?:-[a-z]+)+-\d)$/;

/** Clients by region: those of the stack's region, and of regions that resources name. */
export class Places {
  private readonly clients = new Map<string, Clients>();

  constructor(private readonly connection: Connection) {}

  /** The region of the stack, or another one. */
  in(region = this.connection.region): Place {
    const clients = this.clients.get(region) ?? connect({ ...this.connection, region });
    this.clients.set(region, clients);
    return { clients, region };
  }

  /** The resource's own region, or that of the stack if it has none or is global. */
  of(type: ResourceType, inputs: Properties): Place {
    const region = inputs["region"];
    return isRegional(type) && typeof region === "string" ? this.in(region) : this.in();
  }

  /**
   * Region and id of an import. As with the official provider, the id may have a region suffix (`id@eu-west-1`), which
   * the inputs then contain.
   */
  ofImport(type: ResourceType, id: string): { asked: string; place: Place; inputs: Properties } {
    const [, asked = id, region] = (isRegional(type) ? regionalId.exec(id) : null) ?? [];
    return { asked, place: this.in(region), inputs: region === undefined ? {} : { region } };
  }
}
