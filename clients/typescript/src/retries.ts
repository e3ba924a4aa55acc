import type { DescMessage, DescMethodUnary, MessageInitShape } from "@bufbuild/protobuf";
import { Code, type ConnectError } from "@connectrpc/connect";
import {
  ModelService,
  type AddModelTagsRequestSchema,
  type CreateModelRequestSchema,
  type RemoveModelTagsRequestSchema,
} from "./gen/model_pb.js";

/** How often, and how long after one another, a call that met UNAVAILABLE is tried again. */
export interface RetryOptions {
  /** Attempts in all, the first one included; 1 never tries again. Defaults to 4. */
  maxAttempts?: number;
  /** The wait before the second attempt, in milliseconds; it doubles with every further one. Defaults to 50. */
  initialBackoffMs?: number;
  /** The longest wait, in milliseconds. Defaults to 500. */
  maxBackoffMs?: number;
}

/** Where a server says how long to wait before the next attempt; a negative number means never. */
const pushback = "grpc-retry-pushback-ms";

// So that clients which lost the same server do not all come back at the same moment (gRFC A6).
const jitter = 0.2;

/** Which calls may be tried again, and when. */
export class Retries {
  readonly #maxAttempts: number;
  readonly #initialBackoffMs: number;
  readonly #maxBackoffMs: number;

  constructor({ maxAttempts = 4, initialBackoffMs = 50, maxBackoffMs = 500 }: RetryOptions) {
    if (!Number.isInteger(maxAttempts) || maxAttempts < 1) {
      throw new RangeError(`maxAttempts is ${maxAttempts}; it must be a whole number from 1`);
    }

    if (!(initialBackoffMs >= 0 && maxBackoffMs >= initialBackoffMs)) {
      throw new RangeError("initialBackoffMs must not be negative, nor above maxBackoffMs");
    }

    this.#maxAttempts = maxAttempts;
    this.#initialBackoffMs = initialBackoffMs;
    this.#maxBackoffMs = maxBackoffMs;
  }

  /**
   * How long to wait after a failed attempt, in milliseconds.
   *
   * @param error - What the attempt ended with.
   * @param attempt - Which one it was, from 1.
   * @returns undefined where there must be no other attempt.
   */
  waitAfter(error: ConnectError, attempt: number): number | undefined {
    return error.code === Code.Unavailable && this.allow(attempt) ? this.pauseAfter(error, attempt) : undefined;
  }

  /** Whether there may be another attempt after this one, from 1. */
  allow(attempt: number): boolean {
    return attempt < this.#maxAttempts;
  }

  /** As {@link waitAfter}, whatever the error's code and however many attempts there were. */
  pauseAfter(error: ConnectError, attempt: number): number | undefined {
    const told = error.metadata.get(pushback);
    if (told !== null) {
      return /^\d{1,10}$/.test(told) ? Number(told) : undefined;
    }

    const backoff = Math.min(this.#initialBackoffMs * 2 ** (attempt - 1), this.#maxBackoffMs);
    return backoff * (1 + jitter * (2 * Math.random() - 1));
  }
}

/** Whether a call that is made twice changes no more than one that is made once. */
export function isIdempotent<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  request: MessageInitShape<I>,
): boolean {
  switch (method as DescMethodUnary) {
    case ModelService.method.getModel:
    case ModelService.method.listModels:
    case ModelService.method.getModelMetadata:
      return true;
    case ModelService.method.createModel:
      return Boolean((request as MessageInitShape<typeof CreateModelRequestSchema>).requestId);
    // The first attempt may have changed the etag, and the second would meet ABORTED after a success.
    case ModelService.method.addModelTags:
    case ModelService.method.removeModelTags:
      return !(request as MessageInitShape<typeof AddModelTagsRequestSchema | typeof RemoveModelTagsRequestSchema>).etag;
    default:
      return false;
  }
}
