import type { MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient, type CallOptions, type Client, type Transport } from "@connectrpc/connect";
import { delay } from "./delay.js";
import { RegistryError } from "./errors.js";
import { WatchService, type Change, type WatchRequestSchema, type WatchResponse } from "./gen/maas/v1/watch_pb.js";
import type { OpenCall, OpenCalls } from "./openCalls.js";
import type { Retries } from "./retries.js";
import type { Revisions } from "./revisions.js";

/** Of a watch: a signal that ends it with CANCELLED, and metadata. It has no deadline. */
export type WatchOptions = Pick<CallOptions, "signal" | "headers">;

/** What a watch shares with the other calls of its client. */
export interface WatchContext {
  readonly transport: Transport;
  readonly calls: OpenCalls;
  readonly retries: Retries;
  readonly revisions: Revisions;
}

/**
 * Changes in the order of their revisions, without a gap and without a duplicate; for one `for await`.
 *
 * A stream that is cut, or that the registry cut because its reader was too slow, is followed by another from behind the last
 * change. The iteration ends only by {@link close} or by leaving it, or with the {@link RegistryError} of a stream that can't go
 * on, such as OUT_OF_RANGE with the reason REVISION_COMPACTED.
 *
 * The stream is opened by the first change that is asked for or, before that, by {@link open}: what is changed from then on is
 * seen.
 */
export class Watch implements AsyncIterableIterator<Change> {
  readonly #context: WatchContext;
  readonly #client: Client<typeof WatchService>;
  readonly #filter: MessageInitShape<typeof WatchRequestSchema>;
  readonly #options: WatchOptions;
  #closed = false;
  #received: Change[] = [];
  #behindReceived: bigint;
  #resumeRevision: bigint;
  #begun = false;
  #failures = 0;
  #call: OpenCall | undefined;
  #stream: AsyncIterator<WatchResponse> | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(context: WatchContext, filter: MessageInitShape<typeof WatchRequestSchema>, options: WatchOptions) {
    this.#context = context;
    this.#client = createClient(WatchService, context.transport);
    this.#filter = filter;
    this.#options = options;
    this.#behindReceived = this.#resumeRevision = filter.fromRevision ?? 0n;
  }

  /**
   * Where another watch goes on behind what was taken from this one, also in another process; 0 until that is known. It moves
   * on without changes too, as the registry tells how far it is.
   */
  get resumeRevision(): bigint {
    return this.#resumeRevision;
  }

  /** Opens the stream; done once it has begun. */
  async open(): Promise<void> {
    await this.#inTurn(async () => {
      if (!this.#begun && !this.#closed) {
        await this.#receive();
      }
    });
  }

  /** Ends the stream and the iteration, also while that waits. */
  close(): void {
    this.#closed = true;
    this.#call?.abort(new ConnectError("the watch was closed", Code.Canceled));
    this.#release();
  }

  /** The next change. */
  next(): Promise<IteratorResult<Change, undefined>> {
    return this.#inTurn(async () => {
      while (!this.#closed) {
        const change = this.#received.shift();
        if (change !== undefined) {
          this.#resumeRevision = this.#received.length > 0 ? change.revision + 1n : this.#behindReceived;
          return { done: false, value: change };
        }

        await this.#receive();
      }

      return { done: true, value: undefined };
    });
  }

  /** As {@link close}: what leaving a `for await` calls. */
  async return(): Promise<IteratorResult<Change, undefined>> {
    this.close();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  // An iterator may be asked again before it has answered; two of these would read one stream.
  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(step);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** Waits for one response, over as many streams as that takes, or for the end. */
  async #receive(): Promise<void> {
    const { signal } = (this.#call ??= this.#context.calls.open(this.#options.signal));
    try {
      for (;;) {
        const error = await this.#read(signal);
        if (error === undefined) {
          return;
        }

        this.#stream = undefined;
        const waitMs = signal.aborted ? undefined : this.#waitAfter(error);
        if (waitMs === undefined) {
          throw new RegistryError(error);
        }

        await delay(waitMs, signal);
      }
    } catch (error) {
      this.#release();
      if (!this.#closed) {
        throw error;
      }
    }
  }

  /** Keeps the next response, or tells why there is none. */
  async #read(signal: AbortSignal): Promise<ConnectError | undefined> {
    try {
      const { done, value } = await (this.#stream ??= this.#started(signal)).next();
      if (done !== true) {
        this.#keep(value);
        return undefined;
      }

      // As where something between here and there ends it well: the registry never does.
      return new ConnectError("the stream ended", Code.Unavailable);
    } catch (reason) {
      return signal.aborted ? ConnectError.from(signal.reason, Code.Canceled) : ConnectError.from(reason);
    }
  }

  #started(signal: AbortSignal): AsyncIterator<WatchResponse> {
    const { headers } = this.#options;
    const request = { ...this.#filter, fromRevision: this.#behindReceived };
    return this.#client.watch(request, { signal, ...(headers === undefined ? {} : { headers }) })[Symbol.asyncIterator]();
  }

  #release(): void {
    this.#call?.release();
    this.#call = this.#stream = undefined;
  }

  #keep(response: WatchResponse): void {
    this.#begun = true;
    this.#failures = 0;
    this.#received = response.changes;
    this.#context.revisions.saw(response.revision);
    if (response.revision >= this.#behindReceived) {
      this.#behindReceived = response.revision + 1n;
    }

    if (this.#received.length === 0) {
      this.#resumeRevision = this.#behindReceived;
    }
  }

  #waitAfter(error: ConnectError): number | undefined {
    this.#context.revisions.read(error.metadata);
    // CANCELED by nobody here: the registry resets the stream of a reader that takes nothing, which leaves no room for a status.
    const lost = error.code === Code.Unavailable || error.code === Code.Canceled;
    const cut = lost || (error.code === Code.OutOfRange && new RegistryError(error).reason === "WATCH_FELL_BEHIND");
    // Until the first response the registry may just not be there; then the watch is a call like others.
    const attempt = ++this.#failures;
    return cut && (this.#begun || this.#context.retries.allow(attempt)) ? this.#context.retries.pauseAfter(error, attempt) : undefined;
  }
}
