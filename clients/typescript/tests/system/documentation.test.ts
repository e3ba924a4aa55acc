import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { required } from "../environment.js";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../../", import.meta.url));
const addresses = { "http://127.0.0.1:9090": required("MAAS_REGISTRY"), "http://127.0.0.1:8000": required("MAAS_GATEWAY") };

test("every block of the documentation compiles and runs, in a project that installs the client", async (test) => {
  const page = await readFile(join(root, "../../docs/clients/typescript.md"), "utf8");
  const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block = ""]) => block);
  const project = await mkdtemp(join(tmpdir(), "maas-client-"));
  test.after(() => rm(project, { recursive: true }));
  await writeFile(join(project, "package.json"), JSON.stringify({ type: "module" }));
  await run("npm", ["install", "--no-audit", "--no-fund", root], { cwd: project });
  const compilerOptions = { outDir: "out", rootDir: ".", typeRoots: [join(root, "node_modules/@types")] };
  await writeFile(
    join(project, "tsconfig.json"),
    JSON.stringify({ extends: join(root, "tsconfig.base.json"), compilerOptions, include: ["*.ts"] }),
  );
  for (const [index, block] of blocks.entries()) {
    const here = Object.entries(addresses).reduce((text, [printed, real]) => text.replaceAll(printed, real), block);
    await writeFile(join(project, `block${index}.ts`), here);
  }

  await run(join(root, "node_modules/.bin/tsc"), ["--project", project]);
  const outputs = await Promise.all(blocks.map(async (_, index) => (await run("node", [join(project, `out/block${index}.js`)])).stdout));

  assert.ok(blocks.length >= 10, `${blocks.length} blocks`);
  assert.ok(outputs.includes("[ 'must not be empty' ]\n"), outputs.join("---\n"));
  assert.ok(outputs.includes("created 1.0.0\ndeleted\n"), outputs.join("---\n"));
  assert.match(outputs.join(""), /^REVISION_NOT_REACHED \{ newest_revision: '\d+' \}$/m);
});
