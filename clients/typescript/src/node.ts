import type { SecureClientSessionOptions } from "node:http2";
import type { Interceptor } from "@connectrpc/connect";
import { createGrpcTransport, Http2SessionManager } from "@connectrpc/connect-node";
import type { RegistryOptions } from "./callPolicy.js";
import { clientOver, type RegistryClient } from "./client.js";
import { reportLostConnection } from "./lostConnection.js";
import { OpenCalls } from "./openCalls.js";

/** How to reach a registry from Node. */
export interface NodeOptions extends RegistryOptions {
  /** Run around every attempt of a call, for logs and the like. */
  interceptors?: Interceptor[];
  /** Of Node's HTTP/2 sessions: certificates for an `https` address. */
  nodeOptions?: SecureClientSessionOptions;
}

/** A client with a connection of its own. */
export type NodeRegistryClient = RegistryClient & {
  /**
   * Ends the connection, and its calls and watches with CANCELLED; a later call opens another. A process may also just end: an
   * idle connection does not hold it up.
   */
  close(): void;
};

// The contract's: the registry bears with pings of this frequency, and no message is larger.
const keepalive = { pingIntervalMs: 10_000, pingTimeoutMs: 20_000 };
const readMaxBytes = 4 * 1024 * 1024;

/**
 * A client over gRPC, on one HTTP/2 connection that the first call opens.
 *
 * @param address - The registry's gRPC address, such as `http://127.0.0.1:9090`.
 * @param options - What holds for every call.
 */
export function connectNode(address: string, options: NodeOptions = {}): NodeRegistryClient {
  const { interceptors = [], nodeOptions, ...policy } = options;
  const sessionManager = new Http2SessionManager(address, keepalive, nodeOptions);
  const transport = createGrpcTransport({
    baseUrl: address,
    // The last one is the nearest to the connection.
    interceptors: [...interceptors, reportLostConnection(sessionManager)],
    sessionManager,
    readMaxBytes,
  });
  const calls = new OpenCalls();
  const close = () => {
    calls.cancel();
    sessionManager.abort();
  };
  // Not spread, which would read lastRevision once and for all.
  return Object.assign(clientOver(transport, policy, calls), { close });
}
