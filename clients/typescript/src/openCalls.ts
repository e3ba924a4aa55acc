import { Code, ConnectError, type Transport } from "@connectrpc/connect";

/** A call that is not over. */
export interface OpenCall {
  /** Aborted where the call is given up. */
  readonly signal: AbortSignal;
  /** Gives it up. */
  abort(reason: unknown): void;
  /** It is over. */
  release(): void;
}

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

  /**
   * Keeps a call until it is released.
   *
   * @param signal - The caller's, which ends it too.
   */
  open(signal: AbortSignal | undefined): OpenCall {
    const call = new AbortController();
    const giveUp = () => call.abort(signal?.reason);
    this.#calls.add(call);
    signal?.addEventListener("abort", giveUp, { once: true });
    if (signal?.aborted) {
      giveUp();
    }

    const release = () => {
      this.#calls.delete(call);
      signal?.removeEventListener("abort", giveUp);
    };
    return { signal: call.signal, abort: (reason) => call.abort(reason), release };
  }

  /** Keeps the unary calls of a transport. */
  of(transport: Transport): Transport {
    return {
      unary: async (method, signal, ...rest) => {
        const call = this.open(signal);
        try {
          return await transport.unary(method, call.signal, ...rest);
        } finally {
          call.release();
        }
      },
      stream: (...call) => transport.stream(...call),
    };
  }
}
