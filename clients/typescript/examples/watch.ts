// Tells of the changes of the models of one name, whatever happens to the registry, until one is deleted: node watch.js ADDRESS NAME
import { connectNode } from "@maas/client/node";

const [, , address = "http://127.0.0.1:9090", name = ""] = process.argv;
const registry = connectNode(address);
const watch = registry.watch({ name });
await watch.open();
console.log("watching");
for await (const { kind, model } of watch) {
  console.log(kind, model?.name, model?.version);
  if (kind === "deleted") {
    break;
  }
}
