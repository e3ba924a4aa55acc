import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConnectError } from "@connectrpc/connect";
import { Code, type RegistryClient } from "@maas/client";
import { errorOf } from "../thrown.js";
import { startGrpc, startWeb, type Start } from "./servers.js";

const retries = { initialBackoffMs: 1, maxBackoffMs: 2 };
const model = { id: "1", tags: ["a"] };

/** Answers an error a number of times, then what it is asked for; counts the attempts and keeps their deadlines. */
class Failing {
  readonly deadlines: number[] = [];

  constructor(
    readonly failures: number,
    readonly error: () => ConnectError = () => new ConnectError("not now", Code.Unavailable),
  ) {}

  get attempts(): number {
    return this.deadlines.length;
  }

  answers() {
    const answer =
      <T>(reply: T) =>
      (_: unknown, context: { timeoutMs(): number | undefined }): T => {
        this.deadlines.push(context.timeoutMs() ?? Infinity);
        if (this.attempts <= this.failures) {
          throw this.error();
        }

        return reply;
      };
    return {
      createModel: answer({ model }),
      getModel: answer({ model }),
      listModels: answer({ models: [model] }),
      updateModel: answer({ model }),
      deleteModel: answer({}),
      updateModelStatus: answer({ model }),
      addModelTags: answer({}),
      removeModelTags: answer({}),
      setModelMetadata: answer({}),
      getModelMetadata: answer({ metadata: {} }),
    };
  }
}

const idempotent: [string, (registry: RegistryClient) => Promise<unknown>][] = [
  ["getModel", (registry) => registry.getModel({ id: "1" })],
  ["listModels", (registry) => registry.listModels({})],
  ["getModelMetadata", (registry) => registry.getModelMetadata({ modelId: "1" })],
  ["addModelTags", (registry) => registry.addModelTags({ modelId: "1", tags: ["a"] })],
  ["removeModelTags", (registry) => registry.removeModelTags({ modelId: "1", tags: ["a"] })],
  ["createModel with a request_id", (registry) => registry.createModel({ name: "n", requestId: "r" })],
];

const others: [string, (registry: RegistryClient) => Promise<unknown>][] = [
  ["createModel", (registry) => registry.createModel({ name: "n" })],
  ["updateModel", (registry) => registry.updateModel({ id: "1" })],
  ["deleteModel", (registry) => registry.deleteModel({ id: "1" })],
  ["updateModelStatus", (registry) => registry.updateModelStatus({ id: "1", status: "ready" })],
  ["setModelMetadata", (registry) => registry.setModelMetadata({ modelId: "1" })],
  ["addModelTags with an etag", (registry) => registry.addModelTags({ modelId: "1", etag: "e" })],
  ["removeModelTags with an etag", (registry) => registry.removeModelTags({ modelId: "1", etag: "e" })],
];

function retryAsPromised(start: Start): void {
  for (const [name, call] of idempotent) {
    test(`${name} is tried again`, async (test) => {
      const server = new Failing(3);

      await call(await start(test, server.answers(), { retries }));

      assert.equal(server.attempts, 4);
    });
  }

  for (const [name, call] of others) {
    test(`${name} is not tried again`, async (test) => {
      const server = new Failing(3);

      assert.equal((await errorOf(call(await start(test, server.answers(), { retries })))).codeName, "UNAVAILABLE");

      assert.equal(server.attempts, 1);
    });
  }

  test("four attempts are all", async (test) => {
    const server = new Failing(9);

    const error = await errorOf((await start(test, server.answers(), { retries })).listModels({}));

    assert.deepEqual([error.codeName, error.message, error.fromServer, server.attempts], ["UNAVAILABLE", "not now", true, 4]);
  });

  test("a connection that is lost is met with another attempt, on another connection", async (test) => {
    const server = new Failing(0);

    await (await start(test, server.answers(), { retries }, 2)).listModels({});

    assert.equal(server.attempts, 1);
  });

  for (const cut of [1, 2]) {
    test(`a connection that is ${cut === 1 ? "closed" : "reset"} is UNAVAILABLE, and not the server's word`, async (test) => {
      const server = new Failing(0);

      const error = await errorOf((await start(test, server.answers(), { retries }, cut)).deleteModel({ id: "1" }));

      assert.deepEqual([error.codeName, error.fromServer, server.attempts], ["UNAVAILABLE", false, 0]);
    });
  }

  test("maxAttempts 1 turns retries off", async (test) => {
    const server = new Failing(9);

    await errorOf((await start(test, server.answers(), { retries: { maxAttempts: 1 } })).listModels({}));

    assert.equal(server.attempts, 1);
  });

  for (const code of [Code.Internal, Code.Aborted, Code.ResourceExhausted, Code.DeadlineExceeded, Code.Unknown]) {
    test(`${Code[code]} is not tried again`, async (test) => {
      const server = new Failing(1, () => new ConnectError("no", code));

      assert.equal((await errorOf((await start(test, server.answers(), { retries })).listModels({}))).code, code);

      assert.equal(server.attempts, 1);
    });
  }

  test("a server's pushback takes the place of the backoff", async (test) => {
    // The backoff would outlast the deadline, and so end the call.
    const slow = { initialBackoffMs: 60_000, maxBackoffMs: 60_000 };
    const server = new Failing(1, () => new ConnectError("later", Code.Unavailable, { "grpc-retry-pushback-ms": "5" }));

    await (await start(test, server.answers(), { retries: slow })).listModels({});

    assert.equal(server.attempts, 2);
  });

  for (const value of ["-1", "soon"]) {
    test(`a pushback of ${value} means never`, async (test) => {
      const server = new Failing(1, () => new ConnectError("never", Code.Unavailable, { "grpc-retry-pushback-ms": value }));

      assert.equal((await errorOf((await start(test, server.answers(), { retries })).listModels({}))).message, "never");

      assert.equal(server.attempts, 1);
    });
  }

  test("a wait that would outlast the deadline ends the call with what it met", async (test) => {
    const server = new Failing(1, () => new ConnectError("later", Code.Unavailable, { "grpc-retry-pushback-ms": "60000" }));

    assert.equal((await errorOf((await start(test, server.answers())).listModels({}))).message, "later");

    assert.equal(server.attempts, 1);
  });

  test("all attempts share one deadline", async (test) => {
    const server = new Failing(3, () => new ConnectError("later", Code.Unavailable, { "grpc-retry-pushback-ms": "20" }));

    await (await start(test, server.answers())).listModels({});

    const [first = 0, ...later] = server.deadlines;
    assert.ok(first <= 5_000 && first > 4_000, `the first attempt had ${first} ms`);
    assert.ok(later.every((left, index) => left < (server.deadlines[index] ?? 0)), `${server.deadlines}`);
  });

  test("a call that is given up while it waits is cancelled", async (test) => {
    const controller = new AbortController();
    const server = new Failing(9, () => {
      setImmediate(() => controller.abort());
      return new ConnectError("later", Code.Unavailable, { "grpc-retry-pushback-ms": "4000" });
    });

    const error = await errorOf((await start(test, server.answers())).listModels({}, { signal: controller.signal }));

    assert.deepEqual([error.codeName, server.attempts], ["CANCELLED", 1]);
  });
}

describe("over gRPC", () => retryAsPromised(startGrpc));
describe("over gRPC-Web", () => retryAsPromised(startWeb));
