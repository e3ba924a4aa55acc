import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, Code, ErrorInfoSchema, isRegistryError, PreconditionFailureSchema } from "@maas/client";
import { errorOf, saidBy } from "../thrown.js";
import { startGrpc, startWeb, type Start } from "./servers.js";

const names: [Code, string][] = [
  [1, "CANCELLED"],
  [2, "UNKNOWN"],
  [3, "INVALID_ARGUMENT"],
  [4, "DEADLINE_EXCEEDED"],
  [5, "NOT_FOUND"],
  [6, "ALREADY_EXISTS"],
  [7, "PERMISSION_DENIED"],
  [8, "RESOURCE_EXHAUSTED"],
  [9, "FAILED_PRECONDITION"],
  [10, "ABORTED"],
  [11, "OUT_OF_RANGE"],
  [12, "UNIMPLEMENTED"],
  [13, "INTERNAL"],
  [14, "UNAVAILABLE"],
  [15, "DATA_LOSS"],
  [16, "UNAUTHENTICATED"],
];

function readInFull(start: Start): void {
  for (const [code, name] of names) {
    test(`${name} is read with all its details`, async (test) => {
      const registry = await start(test, {
        deleteModel() {
          throw new ConnectError("größer als erlaubt", code, undefined, [
            { desc: ErrorInfoSchema, value: { reason: "WHY", domain: "maas", metadata: { limit: "3" } } },
            {
              desc: BadRequestSchema,
              value: {
                fieldViolations: [
                  { field: "a.b", description: "one" },
                  { field: "a.b", description: "two" },
                  { field: "__proto__", description: "three" },
                ],
              },
            },
            { desc: PreconditionFailureSchema, value: { violations: [{ type: "ETAG", subject: "models/1", description: "stale" }] } },
          ]);
        },
      });

      const error = await errorOf(registry.deleteModel({ id: "1" }));

      assert.deepEqual(saidBy(error), {
        codeName: name,
        message: "größer als erlaubt",
        reason: "WHY",
        domain: "maas",
        fields: Object.fromEntries([
          ["a.b", ["one", "two"]],
          ["__proto__", ["three"]],
        ]),
        preconditions: [{ type: "ETAG", subject: "models/1", description: "stale" }],
        fromServer: true,
      });
      assert.deepEqual(error.metadata, { limit: "3" });
      assert.ok(isRegistryError(error, code) && error.cause instanceof ConnectError);
    });
  }

  test("an error without details has empty ones", async (test) => {
    const registry = await start(test, {
      deleteModel() {
        throw new ConnectError("plain", Code.Internal);
      },
    });

    assert.deepEqual(saidBy(await errorOf(registry.deleteModel({}))), {
      codeName: "INTERNAL",
      message: "plain",
      reason: "",
      domain: "",
      fields: {},
      preconditions: [],
      fromServer: true,
    });
  });

  for (const [whose, options, timeoutMs] of [
    ["call's shorter deadline wins", {}, 50],
    ["client's deadline holds for a call that asks for a longer one", { timeoutMs: 50 }, 60_000],
  ] as const) {
    test(`the ${whose}`, async (test) => {
      const registry = await start(test, { listModels: (_, { signal }) => untilAborted(signal) }, options);

      assert.equal((await errorOf(registry.listModels({}, { timeoutMs }))).codeName, "DEADLINE_EXCEEDED");
    });
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}

describe("over gRPC", () => readInFull(startGrpc));
describe("over gRPC-Web", () => readInFull(startWeb));
