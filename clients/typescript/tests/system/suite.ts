import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import type { Interceptor } from "@connectrpc/connect";
import { isAlreadyExists, isInvalid, isNotFound, isStaleEtag, type Model, type RegistryClient, type RegistryOptions } from "@maas/client";
import { errorOf, saidBy } from "../thrown.js";

/** Makes a client for an address, over the transport under test. */
export type Connect = (address: string, options?: RegistryOptions & { interceptors?: Interceptor[] }) => RegistryClient;

const unknownId = "01900000-0000-7000-8000-000000000000";
const unknownFramework = "'中文' is unknown; it is one of pytorch, tensorflow, onnx, sklearn, xgboost, custom";
const said = { domain: "maas", fields: {}, preconditions: [], fromServer: true };

/** Every call, and every error that the registry answers with today, over one transport. */
export function everythingWorks(address: string, connect: Connect): void {
  const registry = connect(address);
  const register = async (more: { tags?: string[]; metadata?: Record<string, string>; requestId?: string } = {}): Promise<Model> => {
    const { model } = await registry.createModel({ name: `ts-${randomUUID()}`, version: "1.0.0", framework: "onnx", ...more });
    assert.ok(model);
    return model;
  };
  const read = async (id: string): Promise<Model> => {
    const { model } = await registry.getModel({ id });
    assert.ok(model);
    return model;
  };

  describe("calls", () => {
    test("createModel answers the model, and the same one for the same request_id", async () => {
      const request = {
        name: `ts-${randomUUID()}`,
        version: "1",
        framework: "pytorch",
        tags: ["cv"],
        metadata: { a: "ä" },
        size: 2n ** 53n + 1n,
        requestId: randomUUID(),
      };

      const { model } = await registry.createModel(request);
      const again = await registry.createModel(request);

      assert.ok(model?.createdAt);
      assert.equal(model.status, "pending");
      assert.equal(model.size, 2n ** 53n + 1n);
      assert.deepEqual([model.tags, model.metadata], [["cv"], { a: "ä" }]);
      assert.deepEqual(again.model, model);
    });

    test("getModel reads what was created", async () => {
      const model = await register({ tags: ["one"] });

      assert.deepEqual(await read(model.id), model);
    });

    test("listModels finds by filter", async () => {
      const tag = `t-${randomUUID()}`;
      const model = await register({ tags: [tag] });

      const { models, total } = await registry.listModels({ tags: [tag] });

      assert.deepEqual([models, total], [[model], 1n]);
    });

    test("listAll reads page after page, newest first", async () => {
      const tag = `t-${randomUUID()}`;
      const ids: string[] = [];
      for (let count = 0; count < 5; count++) {
        ids.unshift((await register({ tags: [tag] })).id);
      }

      const listed: string[] = [];
      for await (const model of registry.listAll({ tags: [tag], limit: 2 })) {
        listed.push(model.id);
      }

      assert.deepEqual(listed, ids);
    });

    test("updateModel changes what the mask names", async () => {
      const { id } = await register({ tags: ["old"] });

      const { model } = await registry.updateModel({ id, description: "new", updateMask: { paths: ["description", "tags"] } });

      assert.deepEqual([model?.description, model?.tags], ["new", []]);
    });

    test("updateModelStatus moves the model on", async () => {
      const { id } = await register();

      const { model } = await registry.updateModelStatus({ id, status: "building" });

      assert.equal(model?.status, "building");
    });

    test("addModelTags and removeModelTags change the tags", async () => {
      const { id } = await register({ tags: ["a"] });

      await registry.addModelTags({ modelId: id, tags: ["b", "c"] });
      await registry.removeModelTags({ modelId: id, tags: ["a", "c"] });

      assert.deepEqual((await read(id)).tags, ["b"]);
    });

    test("setModelMetadata replaces what getModelMetadata reads", async () => {
      const { id } = await register({ metadata: { old: "1" } });

      await registry.setModelMetadata({ modelId: id, metadata: { new: "2" } });

      assert.deepEqual((await registry.getModelMetadata({ modelId: id })).metadata, { new: "2" });
    });

    test("deleteModel hides the model", async () => {
      const { id, etag } = await register();

      await registry.deleteModel({ id, etag });

      assert.ok(isNotFound(await errorOf(registry.getModel({ id }))));
    });

    test("a call's metadata is sent beside the client's", async () => {
      const requestId = `ts-${randomUUID()}`;
      const sent: (string | null)[] = [];
      const look: Interceptor = (next) => (request) => {
        sent.push(request.header.get("x-request-id"), request.header.get("authorization"));
        return next(request);
      };
      const client = connect(address, { headers: { authorization: "Bearer t", "x-request-id": "common" }, interceptors: [look] });

      await client.listModels({ limit: 1 }, { headers: { "x-request-id": requestId } });

      assert.deepEqual(sent, [requestId, "Bearer t"]);
    });
  });

  describe("errors", () => {
    test("INVALID_ARGUMENT names every field at fault", async () => {
      const error = await errorOf(registry.createModel({ framework: "中文", tags: [""], size: -1n }));

      assert.ok(isInvalid(error));
      assert.deepEqual(saidBy(error), {
        ...said,
        codeName: "INVALID_ARGUMENT",
        message: `name: must not be empty; version: must not be empty; framework: ${unknownFramework}; and 2 more`,
        reason: "INVALID_FIELDS",
        fields: {
          name: ["must not be empty"],
          version: ["must not be empty"],
          framework: [unknownFramework],
          tags: ["tag 1 must not be empty"],
          size: ["is -1; it must not be negative"],
        },
      });
    });

    test("NOT_FOUND for an unknown id", async () => {
      assert.deepEqual(saidBy(await errorOf(registry.getModel({ id: unknownId }))), {
        ...said,
        codeName: "NOT_FOUND",
        message: `Model '${unknownId}' does not exist.`,
        reason: "MODEL_NOT_FOUND",
      });
    });

    test("ALREADY_EXISTS for a name and version that are taken", async () => {
      const { name, version } = await register();

      const error = await errorOf(registry.createModel({ name, version, framework: "onnx" }));

      assert.ok(isAlreadyExists(error));
      assert.deepEqual([error.codeName, error.reason, error.fromServer], ["ALREADY_EXISTS", "MODEL_ALREADY_EXISTS", true]);
    });

    test("ABORTED for a stale etag, which changes nothing", async () => {
      const { id, etag } = await register();
      await registry.addModelTags({ modelId: id, tags: ["first"] });

      const error = await errorOf(registry.addModelTags({ modelId: id, tags: ["second"], etag }));

      assert.ok(isStaleEtag(error));
      assert.deepEqual(saidBy(error), {
        ...said,
        codeName: "ABORTED",
        message: `Model '${id}' has changed: the etag sent is not its current one. Read it again.`,
        reason: "STALE_ETAG",
        preconditions: [{ type: "ETAG", subject: `models/${id}`, description: "The etag sent is not the model's current one." }],
      });
      assert.deepEqual((await read(id)).tags, ["first"]);
    });

    test("RESOURCE_EXHAUSTED for a message over the limit", async () => {
      const error = await errorOf(registry.getModel({ id: "x".repeat(5 * 1024 * 1024) }));

      assert.deepEqual([error.codeName, error.reason, error.fromServer], ["RESOURCE_EXHAUSTED", "REQUEST_TOO_LARGE", true]);
    });

    test("UNIMPLEMENTED for a field that is not served yet", async () => {
      const error = await errorOf(registry.listModels({ orderBy: "name" }));

      assert.deepEqual([error.codeName, error.reason, error.fromServer], ["UNIMPLEMENTED", "NOT_YET_SERVED", true]);
    });

    test("UNIMPLEMENTED for a call that the registry does not know", async () => {
      const unknown: Interceptor = (next) => (request) => next({ ...request, url: `${address}/model.ModelService/Nothing` });

      const error = await errorOf(connect(address, { interceptors: [unknown] }).listModels({}));

      assert.deepEqual(saidBy(error), {
        ...said,
        codeName: "UNIMPLEMENTED",
        message: "The server has no such method.",
        reason: "METHOD_UNKNOWN",
      });
    });

    test("DEADLINE_EXCEEDED from the server, when its clock runs out first", async () => {
      // What is left by the time the call arrives, as after a slow network.
      const late: Interceptor = (next) => (request) => {
        request.header.set("grpc-timeout", "1n");
        return next(request);
      };

      const error = await errorOf(connect(address, { interceptors: [late] }).listModels({}));

      assert.deepEqual(
        [error.codeName, error.reason, error.domain, error.fromServer],
        ["DEADLINE_EXCEEDED", "DEADLINE_PASSED", "maas", true],
      );
    });

    test("INTERNAL for a malformed deadline", async () => {
      const malformed: Interceptor = (next) => (request) => {
        request.header.set("grpc-timeout", "soon");
        return next(request);
      };

      const error = await errorOf(connect(address, { interceptors: [malformed] }).listModels({}));

      assert.deepEqual([error.codeName, error.reason, error.fromServer], ["INTERNAL", "TIMEOUT_MALFORMED", true]);
    });

    test("DEADLINE_EXCEEDED here, for a deadline that has passed already", async () => {
      const error = await errorOf(registry.listModels({}, { timeoutMs: 0 }));

      assert.deepEqual([error.codeName, error.reason, error.fromServer], ["DEADLINE_EXCEEDED", "", false]);
    });

    test("CANCELLED for a call that is given up", async () => {
      const controller = new AbortController();

      const call = registry.listModels({}, { signal: controller.signal });
      controller.abort();
      const error = await errorOf(call);

      assert.deepEqual([error.codeName, error.fromServer], ["CANCELLED", false]);
    });

    test("UNAVAILABLE where nobody listens", async () => {
      const error = await errorOf(connect(`http://127.0.0.1:${await closedPort()}`).listModels({}));

      assert.deepEqual([error.codeName, error.fromServer], ["UNAVAILABLE", false]);
    });
  });
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
