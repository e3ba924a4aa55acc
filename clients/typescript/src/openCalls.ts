import { Code, ConnectError, type Transport } from "@connectrpc/connect";

/**
 * The calls of a client that are not over, between two attempts included.
 *
 * Those on a connection that ends would take its end for a loss otherwise, and open another.
 */
export class OpenCalls {
  readonly #calls = new Set<AbortController>();

  /** Gives up those that there are; later ones run as before. */
  cancel(): void {
    for (const call of this.#calls) {
      call.abort(new ConnectError("the client was closed", Code.Canceled));
    }
  }

  /** Keeps the unary calls of a transport. */
  of(transport: Transport): Transport {
    return {
      unary: async (method, signal, ...rest) => {
        const call = new AbortController();
        const giveUp = () => call.abort(signal?.reason);
        this.#calls.add(call);
        signal?.addEventListener("abort", giveUp, { once: true });
        if (signal?.aborted) {
          giveUp();
        }
        try {
          return await transport.unary(method, call.signal, ...rest);
        } finally {
          this.#calls.delete(call);
          signal?.removeEventListener("abort", giveUp);
        }
      },
      stream: (...call) => transport.stream(...call),
    };
  }
}
