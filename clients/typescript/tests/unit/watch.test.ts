import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Watch } from "@maas/client";
import type { NodeRegistryClient } from "@maas/client/node";
import { errorOf } from "../thrown.js";
import { away, Changes, refusal, type Cut } from "./changes.js";
import { startGrpc, startWeb, type Start } from "./servers.js";

const retries = { initialBackoffMs: 1, maxBackoffMs: 2 };
const pushback = (value: string) => new ConnectError("cut", Code.Unavailable, { "grpc-retry-pushback-ms": value });
const fellBehind = refusal(Code.OutOfRange, "WATCH_FELL_BEHIND", { resume_revision: "1" });

async function take(watch: Watch, count: number): Promise<number[]> {
  const taken: number[] = [];
  while (taken.length < count) {
    const { done, value } = await watch.next();
    assert.ok(done !== true, `it ended after ${taken}`);
    taken.push(Number(value.revision));
  }

  return taken;
}

function watchAsPromised(start: Start): void {
  const ends: [string, Cut["by"]][] = [
    ["away", away],
    ["too slow", fellBehind],
    ["given up", new ConnectError("cut", Code.Canceled)],
    ["ended", undefined],
    ["closed", "closed"],
    ["reset", "reset"],
  ];
  for (const [name, by] of ends) {
    for (const batch of [1, 2]) {
      for (const after of [0, 1, 2, 3, 4]) {
        test(`a stream that is ${name} after ${after} responses of ${batch} is followed by another, without a gap or a duplicate`, async (test) => {
          const cut: Cut = by === undefined ? { after } : { after, by };
          const changes = new Changes(5, [cut, cut], batch);
          const registry = await start(test, changes.answers(), { retries });
          const watch = registry.watch({ fromRevision: 1n });

          assert.deepEqual(await take(watch, 5), [1, 2, 3, 4, 5]);

          assert.deepEqual([watch.resumeRevision, registry.lastRevision], [6n, 5n]);
          watch.close();
        });
      }
    }
  }

  test("a watch from now keeps its place", async (test) => {
    const changes = new Changes(7, [{ after: 1, by: away }]);
    const watch = (await start(test, changes.answers(), { retries })).watch();
    await watch.open();
    assert.equal(watch.resumeRevision, 8n);

    // Made while no stream may be open.
    changes.change(3);

    assert.deepEqual(await take(watch, 3), [8, 9, 10]);
    assert.deepEqual(changes.requests.map(({ fromRevision }) => fromRevision), [0n, 8n]);
    assert.deepEqual(changes.headers.map((headers) => headers.get("maas-revision")), [null, "7"]);
    watch.close();
  });

  test("progress moves its place on", async (test) => {
    const watch = (await start(test, new Changes(3, [], 3).answers())).watch({ fromRevision: 1n });

    const places: bigint[] = [];
    for (let count = 0; count < 3; count++) {
      await take(watch, 1);
      places.push(watch.resumeRevision);
    }

    assert.deepEqual(places, [2n, 3n, 4n]);
    watch.close();
  });

  test("its request says what was asked for, and has no deadline", async (test) => {
    const changes = new Changes(1);
    const registry = await start(test, changes.answers(), { headers: { authorization: "Bearer a", "maas-revision": "1" }, timeoutMs: 1_000 });
    const filter = { fromRevision: 1n, tenantId: "t", name: "n", tags: ["a", "b"], kinds: ["created"] };

    const watch = registry.watch({ ...filter, progressInterval: { nanos: 500_000_000 } }, { headers: { "x-request-id": "w" } });
    assert.equal((await watch.next()).value?.model?.name, "model-1");
    watch.close();

    const [request] = changes.requests;
    const { fromRevision, tenantId, name, tags, kinds } = request!;
    assert.deepEqual([{ fromRevision, tenantId, name, tags, kinds }, request?.progressInterval?.nanos], [filter, 500_000_000]);
    const sent = ["authorization", "maas-revision", "x-request-id"].map((key) => changes.headers[0]?.get(key));
    assert.deepEqual([sent, changes.timeouts], [["Bearer a", "1", "w"], [undefined]]);
  });

  const others: [string, ConnectError, string, Record<string, string>][] = [
    ["compacted", refusal(Code.OutOfRange, "REVISION_COMPACTED", { oldest_revision: "40" }), "REVISION_COMPACTED", { oldest_revision: "40" }],
    ["refused", refusal(Code.InvalidArgument, "INVALID_FIELDS"), "INVALID_FIELDS", {}],
    ["at fault", new ConnectError("cut", Code.Internal), "", {}],
    ["not to come back", pushback("-1"), "", {}],
  ];
  for (const [name, by, reason, metadata] of others) {
    for (const after of [0, 2]) {
      test(`one that is ${name} after ${after} responses ends with that`, async (test) => {
        const changes = new Changes(3, [{ after, by }]);
        const watch = (await start(test, changes.answers(), { retries })).watch({ fromRevision: 1n });
        await take(watch, Math.max(0, after - 1));

        const error = await errorOf(watch.next());

        assert.deepEqual([error.code, error.reason, error.metadata, error.fromServer, changes.requests.length], [by.code, reason, metadata, true, 1]);
      });
    }
  }

  for (const by of [away, undefined]) {
    test(`one that never begins, being ${by === undefined ? "ended" : "cut"}, is given up after four attempts`, async (test) => {
      const changes = new Changes(0, Array<Cut>(9).fill(by === undefined ? { after: 0 } : { after: 0, by }));

      const error = await errorOf((await start(test, changes.answers(), { retries })).watch().open());

      assert.deepEqual([error.codeName, changes.requests.length], ["UNAVAILABLE", 4]);
    });
  }

  test("one that has begun is never given up, also without retries", async (test) => {
    const changes = new Changes(1, [{ after: 1, by: away }, ...Array<Cut>(6).fill({ after: 0, by: away })]);
    const watch = (await start(test, changes.answers(), { retries: { ...retries, maxAttempts: 1 } })).watch({ fromRevision: 1n });

    assert.deepEqual(await take(watch, 1), [1]);

    assert.equal(changes.requests.length, 8);
    watch.close();
  });

  const waits: [string, Cut[]][] = [
    ["a change", []],
    ["the next stream", [{ after: 1, by: pushback("600000") }]],
  ];
  for (const [what, cuts] of waits) {
    test(`closing it ends its wait for ${what}`, async (test) => {
      const changes = new Changes(0, [...cuts]);
      const watch = (await start(test, changes.answers())).watch();
      await watch.open();

      setTimeout(() => watch.close(), 50);

      assert.deepEqual(await watch.next(), { done: true, value: undefined });
      assert.deepEqual(await watch.next(), { done: true, value: undefined });
      await changes.untilEnded(1);
    });

    test(`its signal ends its wait for ${what} with CANCELLED`, async (test) => {
      const changes = new Changes(0, [...cuts]);
      const controller = new AbortController();
      const watch = (await start(test, changes.answers())).watch({}, { signal: controller.signal });
      await watch.open();

      setTimeout(() => controller.abort(), 50);

      const error = await errorOf(watch.next());
      assert.deepEqual([error.codeName, error.fromServer], ["CANCELLED", false]);
      await changes.untilEnded(1);
    });
  }

  test("leaving the loop ends the stream", async (test) => {
    const changes = new Changes(2);

    for await (const { revision } of (await start(test, changes.answers())).watch({ fromRevision: 1n })) {
      assert.equal(revision, 1n);
      break;
    }

    await changes.untilEnded(1);
  });

  test("changes that are asked for at once come one after another", async (test) => {
    const watch = (await start(test, new Changes(3).answers())).watch({ fromRevision: 1n });

    const taken = await Promise.all([watch.next(), watch.next(), watch.next()]);

    assert.deepEqual(taken.map(({ value }) => value?.revision), [1n, 2n, 3n]);
    watch.close();
  });
}

describe("over gRPC", () => {
  watchAsPromised(startGrpc);

  for (const cuts of [[], [{ after: 1, by: pushback("600000") }]]) {
    test(`closing the client ends a watch that waits ${cuts.length > 0 ? "for its next stream" : "for a change"}`, async (test) => {
      const changes = new Changes(0, cuts);
      const registry = (await startGrpc(test, changes.answers())) as NodeRegistryClient;
      const watch = registry.watch();
      await watch.open();

      setTimeout(() => registry.close(), 50);

      const error = await errorOf(watch.next());
      assert.deepEqual([error.codeName, error.fromServer, changes.requests.length], ["CANCELLED", false, 1]);
      await changes.untilEnded(1);
    });
  }
});
describe("over gRPC-Web", () => watchAsPromised(startWeb));
