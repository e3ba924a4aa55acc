import type { MessageInitShape } from "@bufbuild/protobuf";
import { createClient, type CallOptions, type Client, type Transport } from "@connectrpc/connect";
import { withCallPolicy, type RegistryOptions } from "./callPolicy.js";
import type { WatchRequestSchema } from "./gen/maas/v1/watch_pb.js";
import { ModelService, type ListModelsRequestSchema, type Model } from "./gen/model_pb.js";
import { OpenCalls } from "./openCalls.js";
import { Retries } from "./retries.js";
import { Revisions } from "./revisions.js";
import { Watch, type WatchOptions } from "./watch.js";

/**
 * The registry's ten calls, each with a deadline, retries where they are safe, and errors of type
 * {@link RegistryError}; safe to share.
 */
export type RegistryClient = Client<typeof ModelService> & {
  /**
   * Every model that matches, newest first, page after page as they are read. The listing is stable while others write:
   * no model twice, none skipped.
   *
   * @param request - Filters, and in `limit` the models a page.
   * @param options - Of each page's call: the deadline holds for a page, not for the listing.
   */
  listAll(request?: MessageInitShape<typeof ListModelsRequestSchema>, options?: CallOptions): AsyncGenerator<Model, void, undefined>;

  /**
   * The changes of models as they are made.
   *
   * @param filter - Where to begin, with the next change unless `fromRevision` says otherwise, and which changes to give: a
   * message of `watch.proto`.
   * @param options - A signal and metadata; a watch has no deadline.
   */
  watch(filter?: MessageInitShape<typeof WatchRequestSchema>, options?: WatchOptions): Watch;

  /**
   * The highest revision of the registry that an answer or a watch has shown to this client; 0 before the first. It is sent
   * with every call, as the metadata `maas-revision`, and no answer is older. A higher one in the headers of a call takes its
   * place, so that another process's client sees what this one has.
   */
  readonly lastRevision: bigint;
};

/**
 * A client over a transport of connect's, for those that {@link connectNode} and {@link connectWeb} do not make.
 *
 * @param transport - What carries the calls, without a deadline or retries of its own.
 * @param options - What holds for every call.
 */
export function createRegistryClient(transport: Transport, options?: RegistryOptions): RegistryClient {
  return clientOver(transport, options);
}

/** A client whose calls are kept for its maker. */
export function clientOver(transport: Transport, options: RegistryOptions = {}, calls = new OpenCalls()): RegistryClient {
  const revisions = new Revisions();
  const kept = calls.of(withCallPolicy(transport, options, revisions));
  const client = createClient(ModelService, kept);
  const context = { transport: kept, calls, retries: new Retries(options.retries ?? {}), revisions };
  return {
    ...client,
    watch: (filter = {}, watching = {}) => new Watch(context, filter, watching),
    get lastRevision() {
      return revisions.highest;
    },
    async *listAll(request = {}, options) {
      for (let page = request; ; ) {
        const { models, nextPageToken } = await client.listModels(page, options);
        yield* models;
        if (nextPageToken === "") {
          return;
        }

        page = { ...request, page: 0, pageToken: nextPageToken };
      }
    },
  };
}
