import { Code, ConnectError } from "@connectrpc/connect";
import { RegistryError } from "./errors.js";

/** Waits, or ends with CANCELLED where the signal comes first. */
export function delay(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      clearTimeout(timer);
      reject(new RegistryError(new ConnectError("This operation was aborted", Code.Canceled, undefined, undefined, signal?.reason)));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", giveUp);
      resolve();
    }, ms);
    signal?.addEventListener("abort", giveUp, { once: true });
    if (signal?.aborted) {
      giveUp();
    }
  });
}
