// Registers a model, tags it, lists it, and meets two errors. MAAS_REGISTRY: the registry's gRPC address.
import { isInvalid, isNotFound } from "@maas/client";
import { connectNode } from "@maas/client/node";

const registry = connectNode(process.env["MAAS_REGISTRY"] ?? "http://127.0.0.1:9090");
const name = `quickstart-${crypto.randomUUID()}`;

const { model } = await registry.createModel({
  name,
  version: "1.0.0",
  framework: "pytorch",
  metadata: { source: "demo" },
  requestId: crypto.randomUUID(), // makes the call safe to repeat
});
console.log(`registered version ${model?.version}, ${model?.status}`);

await registry.addModelTags({ modelId: model?.id ?? "", tags: ["cv", "demo"] });

for await (const found of registry.listAll({ name })) {
  console.log(`found version ${found.version} with tags ${found.tags.join(", ")}`);
}

try {
  await registry.getModel({ id: "01900000-0000-7000-8000-000000000000" });
} catch (error) {
  if (!isNotFound(error)) throw error;
  console.log(`${error.codeName} ${error.reason}: ${error.message}`);
}

try {
  await registry.createModel({ name: "", version: "1.0.0", framework: "fortran" });
} catch (error) {
  if (!isInvalid(error)) throw error;
  for (const [field, faults] of Object.entries(error.fields)) {
    console.log(`${error.codeName} ${field}: ${faults.join("; ")}`);
  }
}
