import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, test } from "node:test";
import { Code, isInvalid, isRegistryError, strongRead, type Change, type Watch } from "@maas/client";
import { errorOf } from "../thrown.js";
import type { Connect } from "./suite.js";

const signal = AbortSignal.timeout(60_000);

/** Watching, and the revisions of answers, over one transport. */
export function watchingWorks(address: string, connect: Connect): void {
  const register = (registry: ReturnType<Connect>, name: string) => registry.createModel({ name, version: "1", framework: "onnx" });

  describe("watching", () => {
    test("what one client changes, another is told", async () => {
      const [writer, reader, name] = [connect(address), connect(address), `ts-${randomUUID()}`];
      const watch = reader.watch({ name, kinds: ["created", "tags_changed", "deleted"] }, { signal });
      await watch.open();

      const { model } = await register(writer, name);
      const { id } = model!;
      await register(writer, `${name}-other`);
      await writer.updateModelStatus({ id, status: "ready" });
      await writer.addModelTags({ modelId: id, tags: ["a"] });
      await writer.deleteModel({ id });

      const told = await take(watch, 3);
      assert.deepEqual(told.map(({ kind }) => kind), ["created", "tags_changed", "deleted"]);
      assert.deepEqual(told[0]?.model, model);
      assert.ok(told[2]?.model?.deletedAt);
      assert.deepEqual([told[2].revision, reader.lastRevision, watch.resumeRevision], [writer.lastRevision, writer.lastRevision, writer.lastRevision + 1n]);
      watch.close();

      const again = reader.watch({ fromRevision: told[0]!.revision, name, tags: ["a"] }, { signal });
      assert.deepEqual(await take(again, 2), told.slice(1));
      again.close();
    });

    test("progress is told where nothing matches", async () => {
      const [writer, reader] = [connect(address), connect(address)];
      const watch = reader.watch({ name: `ts-${randomUUID()}`, progressInterval: { nanos: 100_000_000 } }, { signal });
      await watch.open();
      await register(writer, `ts-${randomUUID()}`);

      const waiting = watch.next();
      while (watch.resumeRevision <= writer.lastRevision) {
        signal.throwIfAborted();
        await new Promise(setImmediate);
      }

      watch.close();
      assert.equal((await waiting).done, true);
    });

    test("refusals say what is wrong", async () => {
      const registry = connect(address);
      await register(registry, `ts-${randomUUID()}`);

      const wrong = await errorOf(registry.watch({ fromRevision: -1n }, { signal }).open());
      const early = await errorOf(registry.watch({ fromRevision: registry.lastRevision + 1_000n }, { signal }).next());

      assert.deepEqual([isInvalid(wrong), Object.keys(wrong.fields)], [true, ["from_revision"]]);
      assert.deepEqual([isRegistryError(early, Code.OutOfRange), early.reason, early.fromServer], [true, "REVISION_NOT_REACHED", true]);
      assert.ok(BigInt(early.metadata["newest_revision"] ?? -1) >= registry.lastRevision);
    });

    test("answers and refusals tell their revision", async () => {
      const [writer, reader, refused] = [connect(address), connect(address), connect(address)];
      const { model } = await register(writer, `ts-${randomUUID()}`);
      const handed = { headers: { "maas-revision": `${writer.lastRevision}` } };

      assert.deepEqual((await reader.getModel({ id: model!.id }, strongRead(handed))).model, model);
      await errorOf(refused.getModel({ id: "01900000-0000-7000-8000-000000000000" }));

      assert.ok(writer.lastRevision > 0n);
      assert.ok(reader.lastRevision >= writer.lastRevision);
      assert.ok(refused.lastRevision >= writer.lastRevision);
    });
  });
}

async function take(watch: Watch, count: number): Promise<Change[]> {
  const taken: Change[] = [];
  for (let next = await watch.next(); next.done !== true; next = await watch.next()) {
    taken.push(next.value);
    if (taken.length === count) {
      break;
    }
  }

  return taken;
}
