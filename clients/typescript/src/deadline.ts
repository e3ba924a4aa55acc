/** When a call has to be over: counted down across all its attempts. */
export class Deadline {
  readonly #end: number;

  /** @param timeoutMs - From now, in milliseconds. */
  constructor(timeoutMs: number) {
    this.#end = performance.now() + timeoutMs;
  }

  /** What is left, in whole milliseconds, as `grpc-timeout` carries it; 0 once it has passed. */
  remainingMs(): number {
    return Math.max(0, Math.ceil(this.#end - performance.now()));
  }
}
