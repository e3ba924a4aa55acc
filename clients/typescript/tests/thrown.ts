import assert from "node:assert/strict";
import { isRegistryError, type RegistryError } from "@maas/client";

/** The error that a call must end with. */
export async function errorOf(call: Promise<unknown>): Promise<RegistryError> {
  const outcome = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(isRegistryError(outcome), `a RegistryError was expected, not ${String(outcome)}`);
  return outcome;
}

/** What an error says, to be compared at once. */
export function saidBy(error: RegistryError) {
  const { codeName, message, reason, domain, fields, preconditions, fromServer } = error;
  return { codeName, message, reason, domain, fields, preconditions, fromServer };
}
