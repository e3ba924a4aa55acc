// Runs inside the browser: what a page can do with the registry.
import { isRegistryError } from "@maas/client";
import { connectWeb } from "@maas/client/web";

/** All ten calls, and what came of them. */
export async function tenCalls(gateway: string) {
  const registry = connectWeb(gateway);
  const name = `browser-${crypto.randomUUID()}`;
  const { model } = await registry.createModel({ name, version: "1", framework: "onnx", size: 2n ** 53n + 1n });
  const id = model?.id ?? "";
  await registry.addModelTags({ modelId: id, tags: ["ä", "b"] });
  await registry.removeModelTags({ modelId: id, tags: ["b"] });
  await registry.setModelMetadata({ modelId: id, metadata: { key: "value" } });
  const { metadata } = await registry.getModelMetadata({ modelId: id });
  await registry.updateModel({ id, description: "described" });
  await registry.updateModelStatus({ id, status: "building" });
  const read = (await registry.getModel({ id })).model;
  const listed = (await registry.listModels({ name })).models.map((found) => found.id === id);
  await registry.deleteModel({ id });
  return {
    id,
    created: [model?.status, String(model?.size)],
    read: [read?.tags, read?.description, read?.status],
    metadata,
    listed,
    afterDelete: await saidBy(registry.getModel({ id })),
  };
}

/** What the registry says of a request with faults. */
export const faultyCall = (gateway: string) => saidBy(connectWeb(gateway).createModel({ version: "1", framework: "fortran" }));

/** What becomes of each of the ten calls on a model, made once. */
export async function tenOutcomes(gateway: string, id: string): Promise<string[]> {
  const registry = connectWeb(gateway, { retries: { maxAttempts: 1 } });
  const outcomes = await Promise.all(
    [
      registry.createModel({ name: `refused-${crypto.randomUUID()}`, version: "1", framework: "onnx" }),
      registry.getModel({ id }),
      registry.listModels({}),
      registry.updateModel({ id, description: "changed" }),
      registry.updateModelStatus({ id, status: "building" }),
      registry.addModelTags({ modelId: id, tags: ["changed"] }),
      registry.removeModelTags({ modelId: id, tags: ["kept"] }),
      registry.setModelMetadata({ modelId: id, metadata: { changed: "yes" } }),
      registry.getModelMetadata({ modelId: id }),
      registry.deleteModel({ id }),
    ].map(saidBy),
  );
  return outcomes.map((said) => (typeof said === "string" ? said : `${said.codeName}, ${said.fromServer ? "answered" : "not answered"}`));
}

/** A change as a form could send it: without asking for leave first, and without seeing the answer. */
export async function changeUnasked(gateway: string, id: string): Promise<string> {
  const message = new TextEncoder().encode(`\0\0\0\0&\n$${id}`);
  const { type } = await fetch(`${gateway}/model.ModelService/DeleteModel`, { method: "POST", mode: "no-cors", body: message });
  return type;
}

async function saidBy(call: Promise<unknown>) {
  try {
    await call;
    return "answered";
  } catch (error) {
    if (!isRegistryError(error)) throw error;
    const { codeName, message, reason, domain, fields, fromServer } = error;
    return { codeName, message, reason, domain, fields, fromServer };
  }
}
