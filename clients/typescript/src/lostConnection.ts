import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";
import type { Http2SessionManager } from "@connectrpc/connect-node";

/**
 * Reports a call whose connection was lost as UNAVAILABLE.
 *
 * Node closes the streams of such a connection with CANCEL or with the socket's error, which connect takes for CANCELLED,
 * ABORTED or INTERNAL: what a caller who gave up, a stale etag or a fault would end with.
 */
export function reportLostConnection(connection: Http2SessionManager): Interceptor {
  return (next) => async (request) => {
    try {
      return await next(request);
    } catch (reason) {
      const error = ConnectError.from(reason);
      const answered = error.metadata.has("grpc-status");
      throw answered || request.signal.aborted || !isLoss(error, connection)
        ? error
        : new ConnectError(`the connection was lost (${error.rawMessage})`, Code.Unavailable, undefined, undefined, error);
    }
  };
}

function isLoss({ code, cause }: ConnectError, connection: Http2SessionManager): boolean {
  switch (code) {
    case Code.Unavailable:
      return false;
    case Code.Aborted:
      return true;
    case Code.Canceled:
      // A server that resets one stream leaves the connection as it was.
      return !["open", "idle"].includes(connection.state());
    default:
      return cause instanceof Error && "syscall" in cause;
  }
}
