// Lists models, registers one, and shows a BadRequest's fields beside their inputs. The page's address says which gateway:
// ?gateway=http://127.0.0.1:8000
import { isInvalid, isRegistryError } from "@maas/client";
import { connectWeb } from "@maas/client/web";

const registry = connectWeb(new URLSearchParams(location.search).get("gateway") ?? "http://127.0.0.1:8000");
const form = element("registration") as HTMLFormElement;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void shown(register());
});
void shown(list());

async function list(): Promise<string> {
  const { models, total } = await registry.listModels({ limit: 10 });
  element("models").replaceChildren(
    ...models.map((model) => {
      const item = document.createElement("li");
      item.textContent = `${model.name} ${model.version} (${model.framework}, ${model.status})`;
      return item;
    }),
  );
  return `${total} models`;
}

async function register(): Promise<string> {
  const entered = new FormData(form);
  await registry.createModel({
    name: String(entered.get("name")),
    version: String(entered.get("version")),
    framework: String(entered.get("framework")),
    requestId: crypto.randomUUID(), // makes the call safe to repeat
  });
  return list();
}

async function shown(work: Promise<string>): Promise<void> {
  document.querySelectorAll("[role=alert]").forEach((fault) => fault.replaceChildren());
  try {
    element("outcome").textContent = await work;
  } catch (error) {
    if (!isRegistryError(error)) throw error;
    element("outcome").textContent = `${error.codeName}: ${error.message}`;
    if (isInvalid(error)) {
      for (const [field, faults] of Object.entries(error.fields)) {
        const fault = document.getElementById(`${field}-fault`);
        fault?.replaceChildren(faults.join("; "));
      }
    }
  }
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no ${id}.`);
  return found;
}
