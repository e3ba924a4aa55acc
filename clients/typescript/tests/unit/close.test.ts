import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectError } from "@connectrpc/connect";
import { Code, type RegistryOptions } from "@maas/client";
import type { NodeRegistryClient } from "@maas/client/node";
import { errorOf } from "../thrown.js";
import { startGrpc } from "./servers.js";

const patient: RegistryOptions = { retries: { initialBackoffMs: 60_000, maxBackoffMs: 60_000 }, timeoutMs: 120_000 };

test("a call in flight ends with CANCELLED, and is not made again", async (test) => {
  let calls = 0;
  const registry: NodeRegistryClient = (await startGrpc(test, {
    listModels() {
      calls++;
      registry.close();
      return new Promise<never>(() => undefined);
    },
  })) as NodeRegistryClient;

  const error = await errorOf(registry.listModels({}));

  assert.deepEqual([error.codeName, error.message, error.fromServer, calls], ["CANCELLED", "the client was closed", false, 1]);
});

test("a call that waits for its next attempt ends with CANCELLED", async (test) => {
  let calls = 0;
  const registry: NodeRegistryClient = (await startGrpc(
    test,
    {
      listModels() {
        calls++;
        setTimeout(() => registry.close(), 50);
        throw new ConnectError("not now", Code.Unavailable);
      },
    },
    patient,
  )) as NodeRegistryClient;

  assert.deepEqual([(await errorOf(registry.listModels({}))).codeName, calls], ["CANCELLED", 1]);
});

test("a closed client connects again", async (test) => {
  const registry = (await startGrpc(test, { listModels: () => ({ models: [{ id: "1" }] }) })) as NodeRegistryClient;
  await registry.listModels({});

  registry.close();

  assert.equal((await registry.listModels({})).models.length, 1);
});
