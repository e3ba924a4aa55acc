/**
 * The MaaS model registry's client: what is common to Node and browsers. `@maas/client/node` and `@maas/client/web`
 * connect.
 *
 * @packageDocumentation
 */
export { Code, type CallOptions } from "@connectrpc/connect";
export type { RegistryOptions } from "./callPolicy.js";
export { createRegistryClient, type RegistryClient } from "./client.js";
export {
  isAlreadyExists,
  isDeadlineExceeded,
  isInvalid,
  isNotFound,
  isRegistryError,
  isStaleEtag,
  isUnavailable,
  RegistryError,
  type FailedPrecondition,
} from "./errors.js";
export { BadRequestSchema, ErrorInfoSchema, PreconditionFailureSchema } from "./gen/google/rpc/error_details_pb.js";
export * from "./gen/maas/v1/watch_pb.js";
export * from "./gen/model_pb.js";
export type { RetryOptions } from "./retries.js";
export { strongRead } from "./revisions.js";
export type { Watch, WatchOptions } from "./watch.js";
