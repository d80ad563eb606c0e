import type { Clients } from "../clients/clients";
import { connect, type Connection } from "../clients/connect";
import { isRegional } from "../resources/registry";
import type { Context, ResourceType } from "../resources/resource";
import type { Properties } from "../properties/values";

/** Where a resource is. */
export type Place = Pick<Context, "clients" | "region">;

/** An id with the region after it. */
const regionalId = /^(.+)@([a-z]{2}(?:-[a-z]+)+-\d)$/;

/** The places of one connection: its own region, and those that resources name. Clients are made once for each. */
export class Places {
  private readonly clients = new Map<string, Clients>();

  constructor(private readonly connection: Connection) {}

  /** The region of the stack, or another one. */
  in(region = this.connection.region): Place {
    const clients = this.clients.get(region) ?? connect({ ...this.connection, region });
    this.clients.set(region, clients);
    return { clients, region };
  }

  /** The resource's own region, or that of the stack where it has none or is not of a region. */
  of(type: ResourceType, inputs: Properties): Place {
    const region = inputs["region"];
    return isRegional(type) && typeof region === "string" ? this.in(region) : this.in();
  }

  /**
   * Where to read what is imported, and under which id. The region may be named after the id, as with the official
   * provider: `id@eu-west-1`; the inputs then hold it.
   */
  ofImport(type: ResourceType, id: string): { asked: string; place: Place; inputs: Properties } {
    const [, asked = id, region] = (isRegional(type) ? regionalId.exec(id) : null) ?? [];
    return { asked, place: this.in(region), inputs: region === undefined ? {} : { region } };
  }
}
