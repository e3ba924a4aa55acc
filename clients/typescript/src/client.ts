import type { MessageInitShape } from "@bufbuild/protobuf";
import { createClient, type CallOptions, type Client, type Transport } from "@connectrpc/connect";
import { withCallPolicy, type RegistryOptions } from "./callPolicy.js";
import { ModelService, type ListModelsRequestSchema, type Model } from "./gen/model_pb.js";

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
};

/**
 * A client over a transport of connect's, for those that {@link connectNode} and {@link connectWeb} do not make.
 *
 * @param transport - What carries the calls, without a deadline or retries of its own.
 * @param options - What holds for every call.
 */
export function createRegistryClient(transport: Transport, options?: RegistryOptions): RegistryClient {
  return clientOver(withCallPolicy(transport, options));
}

/** A client over a transport that has the call policy already. */
export function clientOver(transport: Transport): RegistryClient {
  const client = createClient(ModelService, transport);
  return {
    ...client,
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
