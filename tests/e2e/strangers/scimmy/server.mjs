// SCIMMY with the storage that it leaves to its user: two maps, a uniqueness check, a bearer check.
import { randomUUID } from "node:crypto";
import express from "express";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";

const [port, token] = [Number(process.argv[2]), process.argv[3]];
const { User, Group } = SCIMMY.Resources;
const { EnterpriseUser } = SCIMMY.Schemas;
const Failure = SCIMMY.Types.Error;

class Shelf {
  #kind;
  #unique;
  #records = new Map();

  constructor(kind, unique) {
    this.#kind = kind;
    this.#unique = unique;
  }

  find(request) {
    if (request.id) return this.#must(request.id);
    const all = [...this.#records.values()];
    return request.filter ? request.filter.match(all) : all;
  }

  save(request, instance) {
    if (request.id) this.#must(request.id);
    const { meta: _, ...given } = structuredClone(JSON.parse(JSON.stringify(instance)));
    const name = String(given[this.#unique]).toLowerCase();
    for (const [id, other] of this.#records)
      if (id !== request.id && String(other[this.#unique]).toLowerCase() === name)
        throw new Failure(409, "uniqueness", `${this.#unique} already exists`);
    const id = request.id ?? randomUUID();
    const now = new Date().toISOString();
    const created = this.#records.get(id)?.meta.created ?? now;
    const record = { ...given, id, meta: { created, lastModified: now } };
    this.#records.set(id, record);
    return record;
  }

  drop(request) {
    this.#must(request.id);
    this.#records.delete(request.id);
  }

  #must(id) {
    if (!this.#records.has(id)) throw new Failure(404, null, `${this.#kind} ${id} not found`);
    return this.#records.get(id);
  }

  handlers() {
    return { egress: (r) => this.find(r), ingress: (r, i) => this.save(r, i), degress: (r) => this.drop(r) };
  }
}

SCIMMY.Resources.declare(User.extend(EnterpriseUser, false), new Shelf("User", "userName").handlers());
SCIMMY.Resources.declare(Group, new Shelf("Group", "displayName").handlers());

const bearer = (request) => {
  const [scheme, sent] = (request.header("Authorization") ?? "").split(" ");
  if (scheme.toLowerCase() !== "bearer" || sent !== token) throw new Error("Authorization failed");
  return "scimproof";
};
express()
  .use("/scim", new SCIMMYRouters({ type: "bearer", handler: bearer }))
  .listen(port, "127.0.0.1");
