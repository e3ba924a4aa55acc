import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import { Deadline } from "./deadline.js";
import { delay } from "./delay.js";
import { RegistryError } from "./errors.js";
import { isIdempotent, Retries, type RetryOptions } from "./retries.js";
import { Revisions } from "./revisions.js";

/** What holds for every call of a client. */
export interface RegistryOptions {
  /** The deadline of a call, in milliseconds; a call may ask for a shorter one. Defaults to 5,000. */
  timeoutMs?: number;
  /** How a call that met UNAVAILABLE is tried again, where that is safe. */
  retries?: RetryOptions;
  /** Metadata of every call, such as `authorization`; a call's own wins. */
  headers?: HeadersInit;
}

/**
 * Gives every unary call of a transport a deadline, retries and metadata, and its errors their details; every call, and the
 * answers to the unary ones, the revision that was seen.
 *
 * A transport, and not an interceptor: an interceptor runs inside one timeout that has been written into its request
 * already, and whatever it throws becomes a ConnectError again.
 */
export function withCallPolicy(transport: Transport, options: RegistryOptions = {}, revisions = new Revisions()): Transport {
  const { timeoutMs: longestMs = 5_000 } = options;
  if (!(longestMs > 0 && longestMs < 2 ** 31)) {
    throw new RangeError(`timeoutMs is ${longestMs}; it must be above 0 and below 2147483648`);
  }

  const retries = new Retries(options.retries ?? {});
  return {
    async unary(method, signal, timeoutMs = longestMs, header, request, contextValues) {
      const deadline = new Deadline(Math.min(timeoutMs, longestMs));
      const headers = merged(options.headers, header);
      for (let attempt = 1; ; attempt++) {
        try {
          const sent = revisions.addedTo(headers);
          const reply = await transport.unary(method, signal, remaining(deadline), sent, request, contextValues);
          revisions.read(reply.trailer);
          return reply;
        } catch (reason) {
          const error = ConnectError.from(reason);
          revisions.read(error.metadata);
          const waitMs = isIdempotent(method, request) ? retries.waitAfter(error, attempt) : undefined;
          if (waitMs === undefined || waitMs >= deadline.remainingMs()) {
            throw new RegistryError(error);
          }

          await delay(waitMs, signal);
        }
      }
    },
    stream: (method, signal, timeoutMs, header, input, contextValues) =>
      transport.stream(method, signal, timeoutMs, revisions.addedTo(merged(options.headers, header)), input, contextValues),
  };
}

// A timeout of 0 would mean none to a transport.
function remaining(deadline: Deadline): number {
  const left = deadline.remainingMs();
  if (left <= 0) {
    throw new ConnectError("the deadline passed before the call was sent", Code.DeadlineExceeded);
  }

  return left;
}

function merged(common: HeadersInit | undefined, own: HeadersInit | undefined): Headers {
  const headers = new Headers(common);
  new Headers(own).forEach((value, key) => headers.set(key, value));
  return headers;
}
