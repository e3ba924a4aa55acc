import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import type { RegistryOptions } from "./callPolicy.js";
import { createRegistryClient, type RegistryClient } from "./client.js";
import { lost, withErrors } from "./lostConnection.js";

/** How to reach a registry from a browser. */
export interface WebOptions extends RegistryOptions {
  /** Run around every attempt of a call, for logs and the like. */
  interceptors?: Interceptor[];
  /** Sends the requests. Defaults to the global one. */
  fetch?: typeof globalThis.fetch;
}

/**
 * A client over gRPC-Web, by fetch: for browsers, and wherever else there is fetch and no HTTP/2.
 *
 * @param address - The gateway's address, such as `http://127.0.0.1:8000`. From a page of another origin the gateway
 * has to allow that origin; otherwise the browser refuses every call, which this client reports as UNAVAILABLE.
 * @param options - What holds for every call.
 */
export function connectWeb(address: string, options: WebOptions = {}): RegistryClient {
  const { interceptors = [], fetch = globalThis.fetch, ...policy } = options;
  return createRegistryClient(createGrpcWebTransport({ baseUrl: address, interceptors: [...interceptors, reportLostStream], fetch: reached(fetch) }), policy);
}

/** fetch tells by a TypeError, which connect takes for UNKNOWN, that it had no answer at all. */
function reached(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    try {
      return await fetch(input, init);
    } catch (error) {
      throw error instanceof TypeError ? new ConnectError(error.message, Code.Unavailable, undefined, undefined, error) : error;
    }
  };
}

/**
 * Reports a stream whose connection was lost as UNAVAILABLE.
 *
 * A body that breaks off ends with a TypeError too, and one that ends as if it were whole with connect's complaint that there
 * are no trailers.
 */
const reportLostStream: Interceptor = (next) => async (request) => {
  const response = await next(request);
  const reported = (reason: unknown) =>
    !request.signal.aborted && (reason instanceof TypeError || reason === "missing trailer") ? lost(ConnectError.from(reason)) : reason;
  return response.stream ? { ...response, message: withErrors(response.message, reported) } : response;
};
