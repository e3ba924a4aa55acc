import { EventEmitter, once } from "node:events";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import { ErrorInfoSchema, type WatchRequest } from "@maas/client";
import type { Answers } from "./servers.js";

/** How one stream ends: after a number of responses, the first of which has no change. */
export interface Cut {
  after: number;
  /** Without one it ends well; a connection is cut politely or rudely. */
  by?: ConnectError | "closed" | "reset";
}

/** A watch service that has changes from 1 to `newest`, a few in a response; streams that are not cut stay open. */
export class Changes {
  readonly requests: WatchRequest[] = [];
  readonly headers: Headers[] = [];
  readonly timeouts: (number | undefined)[] = [];
  ended = 0;
  readonly #events = new EventEmitter();
  #sever: (rudely: boolean) => void = () => undefined;

  constructor(
    public newest: number,
    readonly cuts: Cut[] = [],
    readonly batch = 1,
  ) {}

  answers(): Answers {
    return {
      watch: (request, context) => this.#watch(request, context),
      listening: (sever) => (this.#sever = sever),
    };
  }

  change(times: number): void {
    this.newest += times;
    this.#events.emit("change");
  }

  /** Done once a number of streams are over. */
  async untilEnded(streams: number): Promise<void> {
    while (this.ended < streams) {
      await once(this.#events, "end", { signal: AbortSignal.timeout(20_000) });
    }
  }

  async *#watch(request: WatchRequest, { requestHeader, signal, timeoutMs }: HandlerContext) {
    this.requests.push(request);
    this.headers.push(requestHeader);
    this.timeouts.push(timeoutMs());
    const cut = this.cuts.shift();
    let behind = request.fromRevision === 0n ? this.newest : Number(request.fromRevision) - 1;
    try {
      for (let sent = 0; sent !== cut?.after; sent++) {
        const changes = [];
        if (sent > 0) {
          while (behind >= this.newest) {
            await once(this.#events, "change", { signal });
          }
          for (const last = Math.min(behind + this.batch, this.newest); behind < last; ) {
            behind++;
            changes.push({ revision: BigInt(behind), kind: "created", model: { name: `model-${behind}` } });
          }
        }
        yield { revision: BigInt(behind), changes };
      }
      if (cut?.by instanceof ConnectError) {
        throw cut.by;
      }
      if (cut?.by !== undefined) {
        this.#sever(cut.by === "reset");
        await once(signal, "abort");
      }
    } finally {
      this.ended++;
      this.#events.emit("end");
    }
  }
}

export const away = new ConnectError("cut", Code.Unavailable);

/** An error as the registry has it. */
export function refusal(code: Code, reason: string, metadata: Record<string, string> = {}): ConnectError {
  return new ConnectError("cut", code, undefined, [{ desc: ErrorInfoSchema, value: { reason, domain: "maas", metadata } }]);
}
