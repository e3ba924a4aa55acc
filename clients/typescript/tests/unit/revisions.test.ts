import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import { strongRead } from "@maas/client";
import { errorOf } from "../thrown.js";
import { startGrpc, startWeb, type Start } from "./servers.js";

/** Answers with these revisions in turn, some by a refusal; once it is out of them, without one. */
class Revised {
  readonly headers: Headers[] = [];

  constructor(readonly revisions: string[]) {}

  answers() {
    const answer =
      <T>(reply: T) =>
      (_: unknown, { requestHeader, responseTrailer }: HandlerContext): T => {
        this.headers.push(requestHeader);
        const revision = this.revisions.shift();
        if (revision?.startsWith("refused ")) {
          throw new ConnectError("no", Code.NotFound, { "maas-revision": revision.slice("refused ".length) });
        }

        if (revision !== undefined) {
          responseTrailer.set("maas-revision", revision);
        }

        return reply;
      };
    return { getModel: answer({ model: {} }), deleteModel: answer({}) };
  }

  sent(key = "maas-revision"): (string | null)[] {
    return this.headers.map((headers) => headers.get(key));
  }
}

function remember(start: Start): void {
  test("the highest revision that was seen is sent with every call", async (test) => {
    const server = new Revised(["5", "3", "9223372036854775807"]);
    const registry = await start(test, server.answers());
    assert.equal(registry.lastRevision, 0n);

    for (let count = 0; count < 4; count++) {
      await registry.getModel({ id: "1" });
    }

    assert.deepEqual(server.sent(), [null, "5", "5", "9223372036854775807"]);
    assert.equal(registry.lastRevision, 2n ** 63n - 1n);
  });

  test("a refusal counts too", async (test) => {
    const server = new Revised(["refused 9"]);
    const registry = await start(test, server.answers());

    assert.equal((await errorOf(registry.getModel({ id: "1" }))).codeName, "NOT_FOUND");
    await registry.deleteModel({ id: "1" });

    assert.deepEqual(server.sent(), [null, "9"]);
  });

  test("an attempt that failed counts for the next", async (test) => {
    const sent: (string | null)[] = [];
    const registry = await start(
      test,
      {
        getModel(_, { requestHeader }) {
          sent.push(requestHeader.get("maas-revision"));
          if (sent.length === 1) {
            throw new ConnectError("not now", Code.Unavailable, { "maas-revision": "4" });
          }

          return {};
        },
      },
      { retries: { initialBackoffMs: 1 } },
    );

    await registry.getModel({ id: "1" });

    assert.deepEqual(sent, [null, "4"]);
  });

  test("the caller's counts where it is higher", async (test) => {
    const server = new Revised(["5"]);
    const registry = await start(test, server.answers(), { headers: { "maas-revision": "2" } });

    await registry.getModel({ id: "1" });
    for (const given of ["4", "6", "a lot"]) {
      await registry.getModel({ id: "1" }, { headers: { "maas-revision": given } });
    }

    assert.deepEqual(server.sent(), ["2", "5", "6", "a lot"]);
  });

  test("what can't be a revision is left alone", async (test) => {
    const absurd = ["", "-1", "+7", "7.0", "1e3", "0x7", "9223372036854775808", "9".repeat(500), "7, 8"];
    const server = new Revised([...absurd]);
    const registry = await start(test, server.answers());

    for (const _ of absurd) {
      await registry.getModel({ id: "1" });
    }

    assert.deepEqual([server.headers.length, registry.lastRevision], [absurd.length, 0n]);
  });

  test("calls at once each send at least what was seen before", async (test) => {
    const calls = 100;
    const server = new Revised(Array.from({ length: calls }, (_, index) => `${index + 1}`));
    const registry = await start(test, server.answers());

    const caller = async () => {
      for (let count = 0; count < calls / 4; count++) {
        await registry.getModel({ id: "1" }, { headers: { "x-seen-before": `${registry.lastRevision}` } });
      }
    };
    await Promise.all([caller(), caller(), caller(), caller()]);

    assert.deepEqual([server.headers.length, registry.lastRevision], [calls, BigInt(calls)]);
    for (const headers of server.headers) {
      assert.ok(BigInt(headers.get("maas-revision") ?? 0) >= BigInt(headers.get("x-seen-before") ?? -1));
    }
  });

  test("a strong read says so, beside what else the call is to have", async (test) => {
    const server = new Revised([]);
    const registry = await start(test, server.answers());

    await registry.getModel({ id: "1" }, strongRead());
    await registry.getModel({ id: "1" }, strongRead({ headers: { "x-request-id": "r" }, timeoutMs: 4_000 }));
    await registry.getModel({ id: "1" });

    assert.deepEqual(server.sent("maas-read"), ["strong", "strong", null]);
    assert.deepEqual(server.sent("x-request-id"), [null, "r", null]);
  });
}

describe("over gRPC", () => remember(startGrpc));
describe("over gRPC-Web", () => remember(startWeb));
