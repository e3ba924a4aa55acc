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
    const reported = (reason: unknown) => {
      const error = ConnectError.from(reason);
      const answered = error.metadata.has("grpc-status");
      return answered || request.signal.aborted || !isLoss(error, connection) ? error : lost(error);
    };
    try {
      const response = await next(request);
      return response.stream ? { ...response, message: withErrors(response.message, reported) } : response;
    } catch (reason) {
      throw reported(reason);
    }
  };
}

/** What a call ends with whose connection was lost. */
export function lost(error: ConnectError): ConnectError {
  return new ConnectError(`the connection was lost (${error.rawMessage})`, Code.Unavailable, undefined, undefined, error);
}

/** A stream's messages, and whatever it ends with as something else. */
export async function* withErrors<T>(messages: AsyncIterable<T>, reported: (reason: unknown) => unknown): AsyncGenerator<T> {
  try {
    yield* messages;
  } catch (reason) {
    throw reported(reason);
  }
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
