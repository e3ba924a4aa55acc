import { Code, type ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, ErrorInfoSchema, PreconditionFailureSchema } from "./gen/google/rpc/error_details_pb.js";

/** The codes' names as gRPC writes them. */
const codeNames: Record<Code, string> = {
  [Code.Canceled]: "CANCELLED",
  [Code.Unknown]: "UNKNOWN",
  [Code.InvalidArgument]: "INVALID_ARGUMENT",
  [Code.DeadlineExceeded]: "DEADLINE_EXCEEDED",
  [Code.NotFound]: "NOT_FOUND",
  [Code.AlreadyExists]: "ALREADY_EXISTS",
  [Code.PermissionDenied]: "PERMISSION_DENIED",
  [Code.ResourceExhausted]: "RESOURCE_EXHAUSTED",
  [Code.FailedPrecondition]: "FAILED_PRECONDITION",
  [Code.Aborted]: "ABORTED",
  [Code.OutOfRange]: "OUT_OF_RANGE",
  [Code.Unimplemented]: "UNIMPLEMENTED",
  [Code.Internal]: "INTERNAL",
  [Code.Unavailable]: "UNAVAILABLE",
  [Code.DataLoss]: "DATA_LOSS",
  [Code.Unauthenticated]: "UNAUTHENTICATED",
};

/** Something that has another state than the request needs. */
export interface FailedPrecondition {
  /** The kind of condition, such as `ETAG`. */
  readonly type: string;
  /** What it is about, such as `models/` and an id. */
  readonly subject: string;
  /** What does not hold, for a person. */
  readonly description: string;
}

/** Why a call failed: the only error that a call of this client ends with. */
export class RegistryError extends Error {
  override readonly name = "RegistryError";

  /** The gRPC status code. */
  readonly code: Code;

  /** The code as gRPC writes it, such as `NOT_FOUND`. */
  readonly codeName: string;

  /** A stable word for programs, such as `MODEL_NOT_FOUND`; empty where the server gave none. */
  readonly reason: string;

  /** Whose reason it is: `maas` for the registry; empty where the server gave none. */
  readonly domain: string;

  /** What the server added to the reason. */
  readonly metadata: Readonly<Record<string, string>>;

  /** What is wrong with which field of the request: each field's path, as the contract writes it, with its faults. */
  readonly fields: Readonly<Record<string, readonly string[]>>;

  /** What has another state than the request needs. */
  readonly preconditions: readonly FailedPrecondition[];

  /** Whether the server answered this; false where the call ended on this side, or between here and there. */
  readonly fromServer: boolean;

  /** The error as connect reports it; its metadata holds the headers and trailers of the answer. */
  declare readonly cause: ConnectError;

  /** @param cause - The error as connect reports it. */
  constructor(cause: ConnectError) {
    super(cause.rawMessage, { cause });
    this.code = cause.code;
    this.codeName = codeNames[cause.code] ?? "UNKNOWN";
    const [info] = cause.findDetails(ErrorInfoSchema);
    this.reason = info?.reason ?? "";
    this.domain = info?.domain ?? "";
    this.metadata = info?.metadata ?? {};
    this.fields = fieldsOf(cause);
    this.preconditions = cause
      .findDetails(PreconditionFailureSchema)
      .flatMap((failure) => failure.violations)
      .map(({ type, subject, description }) => ({ type, subject, description }));
    // Only an error that was read from a status holds the status among its metadata.
    this.fromServer = cause.metadata.has("grpc-status");
  }
}

/** Whether a call ended with this error and, where a code is given, with this code. */
export function isRegistryError(error: unknown, code?: Code): error is RegistryError {
  return error instanceof RegistryError && (code === undefined || error.code === code);
}

/** Whether the request is at fault; {@link RegistryError.fields} says where. */
export const isInvalid = (error: unknown): error is RegistryError => isRegistryError(error, Code.InvalidArgument);

/** Whether there is no such model. */
export const isNotFound = (error: unknown): error is RegistryError => isRegistryError(error, Code.NotFound);

/** Whether the name and version are taken. */
export const isAlreadyExists = (error: unknown): error is RegistryError => isRegistryError(error, Code.AlreadyExists);

/** Whether the model has changed since the etag that was sent: read it again. */
export const isStaleEtag = (error: unknown): error is RegistryError => isRegistryError(error) && error.reason === "STALE_ETAG";

/** Whether the registry can't be reached, or can't reach its database. */
export const isUnavailable = (error: unknown): error is RegistryError => isRegistryError(error, Code.Unavailable);

/** Whether the deadline passed first; what the call would have changed may have been changed. */
export const isDeadlineExceeded = (error: unknown): error is RegistryError => isRegistryError(error, Code.DeadlineExceeded);

function fieldsOf(cause: ConnectError): Record<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const { field, description } of cause.findDetails(BadRequestSchema).flatMap((fault) => fault.fieldViolations)) {
    fields.set(field, [...(fields.get(field) ?? []), description]);
  }

  return Object.fromEntries(fields);
}
