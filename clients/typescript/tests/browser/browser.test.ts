import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import type { Model, RegistryClient } from "@maas/client";
import { connectNode } from "@maas/client/node";
import { chromium, type Browser, type Page } from "playwright-core";
import { required } from "../environment.js";
import type * as CallsInPage from "./calls.js";

type Calls = typeof CallsInPage;

// The pages' server, a system whose gateway allows its origin, and systems, divided by spaces, whose gateways do not.
const pages = required("MAAS_PAGES");
const open = required("MAAS_GATEWAY");
const registry = connectNode(required("MAAS_REGISTRY"));
const closedRegistries = required("MAAS_CLOSED_REGISTRIES").split(" ");
const closed = required("MAAS_CLOSED_GATEWAYS")
  .split(" ")
  .map((gateway, index) => ({ gateway, registry: connectNode(closedRegistries[index] ?? "") }));

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let browser: Browser;
before(async () => {
  // A new user data folder each time, which playwright deletes.
  browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", headless: true, args: flags });
});
after(() => browser.close());

describe("the example page, of another origin than the gateway's", () => {
  test("lists and registers models", async () => {
    const name = `page-${randomUUID()}`;
    const page = await opened(open);
    await page.getByText(/^\d+ models$/).waitFor();

    await page.getByLabel("Name").fill(name);
    await page.getByRole("button", { name: "Register" }).click();
    await page.getByText(`${name} 1.0.0 (pytorch, pending)`).waitFor();

    const { models } = await registry.listModels({ name });
    assert.deepEqual(models.map((model) => model.name), [name]);
    await page.close();
  });

  test("shows the fields of a BadRequest beside their inputs", async () => {
    const page = await opened(open);

    await page.getByLabel("Framework").fill("fortran");
    await page.getByRole("button", { name: "Register" }).click();
    await page.getByText("INVALID_ARGUMENT").waitFor();

    assert.equal(await page.locator("#name-fault").textContent(), "must not be empty");
    assert.equal(await page.locator("#version-fault").textContent(), "");
    assert.match((await page.locator("#framework-fault").textContent()) ?? "", /^'fortran' is unknown; it is one of/);
    await page.close();
  });
});

describe("a page of an origin that the gateway allows", () => {
  test("makes all ten calls", async () => {
    const { id, ...outcome } = await inPage((calls, gateway) => calls.tenCalls(gateway), open);

    assert.deepEqual(outcome, {
      created: ["pending", "9007199254740993"],
      read: [["ä"], "described", "building"],
      metadata: { key: "value" },
      listed: [true],
      afterDelete: {
        codeName: "NOT_FOUND",
        message: `Model '${id}' does not exist.`,
        reason: "MODEL_NOT_FOUND",
        domain: "maas",
        fields: {},
        fromServer: true,
      },
    });
  });

  test("reads an error's fields", async () => {
    assert.deepEqual(await inPage((calls, gateway) => calls.faultyCall(gateway), open), {
      codeName: "INVALID_ARGUMENT",
      message:
        "name: must not be empty; framework: 'fortran' is unknown; it is one of pytorch, tensorflow, onnx, sklearn, xgboost, custom",
      reason: "INVALID_FIELDS",
      domain: "maas",
      fields: {
        name: ["must not be empty"],
        framework: ["'fortran' is unknown; it is one of pytorch, tensorflow, onnx, sklearn, xgboost, custom"],
      },
      fromServer: true,
    });
  });
});

for (const { gateway, registry } of closed) {
  describe(`a page of an origin that the gateway ${gateway} does not allow`, () => {
    test("is refused all ten calls, and changes nothing", async () => {
      const { id, before } = await kept(registry);

      const outcomes = await inPage((calls, gateway, id) => calls.tenOutcomes(gateway, id), gateway, id);

      assert.deepEqual(outcomes, Array<string>(10).fill("UNAVAILABLE, not answered"));
      assert.deepEqual(await all(registry), before);
    });

    test("changes nothing by a request for which a browser asks no leave", async () => {
      const { id, before } = await kept(registry);

      assert.equal(await inPage((calls, gateway, id) => calls.changeUnasked(gateway, id), gateway, id), "opaque");

      assert.deepEqual(await all(registry), before);
    });

    test("says that the gateway is out of reach", async () => {
      const page = await opened(gateway);

      await page.getByText("UNAVAILABLE: Failed to fetch").waitFor();
      await page.close();
    });
  });
}

/** The example page, told which gateway to use. */
async function opened(gateway: string): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(`${pages}/?gateway=${encodeURIComponent(gateway)}`);
  return page;
}

/** Runs one of calls.ts's functions inside a page. */
async function inPage<T>(run: (calls: Calls, gateway: string, id: string) => Promise<T>, gateway: string, id = ""): Promise<T> {
  const page = await opened(gateway);
  const call = `import("/calls.js").then((calls) => (${run})(calls, ${JSON.stringify(gateway)}, ${JSON.stringify(id)}))`;
  const outcome = (await page.evaluate(call)) as T;
  await page.close();
  return outcome;
}

/** A model in the registry that nobody may change, and all that this registry holds. */
async function kept(registry: RegistryClient) {
  const { model } = await registry.createModel({ name: `kept-${randomUUID()}`, version: "1", framework: "onnx", tags: ["kept"] });
  return { id: model?.id ?? "", before: await all(registry) };
}

async function all(registry: RegistryClient): Promise<Model[]> {
  const models: Model[] = [];
  for await (const model of registry.listAll()) {
    models.push(model);
  }

  return models;
}
