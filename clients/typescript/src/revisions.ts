import type { CallOptions } from "@connectrpc/connect";

const revisionKey = "maas-revision";
const highestPossible = 2n ** 63n - 1n;

/**
 * Options of a read that is to see the newest state of all, whatever the client has seen.
 *
 * @param options - What else the call is to have.
 */
export function strongRead(options: CallOptions = {}): CallOptions {
  const headers = new Headers(options.headers);
  headers.set("maas-read", "strong");
  return { ...options, headers };
}

/** The highest revision of the registry that a client has seen. */
export class Revisions {
  #highest = 0n;

  get highest(): bigint {
    return this.#highest;
  }

  saw(revision: bigint): void {
    if (revision > this.#highest) {
      this.#highest = revision;
    }
  }

  /** Takes the revision from what came with a reply or a refusal; what can't be one is left alone. */
  read(trailers: Headers): void {
    this.saw(revisionOf(trailers.get(revisionKey)) ?? 0n);
  }

  /** Headers that ask for the revision that they ask for already or that was seen, whichever is higher. */
  addedTo(headers: Headers): Headers {
    const given = headers.get(revisionKey);
    // What is none is the caller's fault, which the registry tells better.
    if (this.#highest > (given === null ? 0n : (revisionOf(given) ?? highestPossible))) {
      headers = new Headers(headers);
      headers.set(revisionKey, this.#highest.toString());
    }

    return headers;
  }
}

function revisionOf(text: string | null): bigint | undefined {
  if (text === null || !/^\d{1,19}$/.test(text)) {
    return undefined;
  }

  const revision = BigInt(text);
  return revision <= highestPossible ? revision : undefined;
}
