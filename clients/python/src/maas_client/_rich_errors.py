"""Reads google.rpc.Status, which the registry puts into all of its errors."""

from __future__ import annotations

from typing import Iterable, Iterator, TypeVar

import grpc
from google.protobuf.any_pb2 import Any
from google.protobuf.message import DecodeError, Message

from maas_client import _errors as errors
from maas_client._errors import Precondition, RegistryError
from maas_client._generated.error_details_pb2 import BadRequest, ErrorInfo, PreconditionFailure, Status

_STALE_ETAG = "STALE_ETAG"

_KINDS: dict[grpc.StatusCode, type[RegistryError]] = {
    grpc.StatusCode.INVALID_ARGUMENT: errors.InvalidArgumentError,
    grpc.StatusCode.NOT_FOUND: errors.NotFoundError,
    grpc.StatusCode.ALREADY_EXISTS: errors.AlreadyExistsError,
    grpc.StatusCode.ABORTED: errors.AbortedError,
    grpc.StatusCode.FAILED_PRECONDITION: errors.FailedPreconditionError,
    grpc.StatusCode.OUT_OF_RANGE: errors.OutOfRangeError,
    grpc.StatusCode.PERMISSION_DENIED: errors.PermissionDeniedError,
    grpc.StatusCode.UNAUTHENTICATED: errors.UnauthenticatedError,
    grpc.StatusCode.RESOURCE_EXHAUSTED: errors.ResourceExhaustedError,
    grpc.StatusCode.UNIMPLEMENTED: errors.UnimplementedError,
    grpc.StatusCode.UNAVAILABLE: errors.UnavailableError,
    grpc.StatusCode.DEADLINE_EXCEEDED: errors.DeadlineExceededError,
    grpc.StatusCode.CANCELLED: errors.CallCancelledError,
}

_Detail = TypeVar("_Detail", bound=Message)


def error_of(error: grpc.RpcError) -> RegistryError:
    """What a `grpc.RpcError` says, also one of a call that was made past the client, on its `channel`."""
    code: grpc.StatusCode = error.code()
    status = _status_of(error)
    # Every error of the registry has details; what grpcio makes itself, or of a proxy's answer, has none.
    from_server = status is not None and status.code == code.value[0]
    details = status.details if status is not None else ()

    reason, domain, metadata = "", "", {}
    for info in _unpack(details, ErrorInfo):
        reason, domain, metadata = info.reason, info.domain, dict(info.metadata)
    fields: dict[str, list[str]] = {}
    for request in _unpack(details, BadRequest):
        for violation in request.field_violations:
            fields.setdefault(violation.field, []).append(violation.description)
    preconditions = [
        Precondition(violation.type, violation.subject, violation.description)
        for failure in _unpack(details, PreconditionFailure)
        for violation in failure.violations
    ]

    kind = _KINDS.get(code, RegistryError)
    if reason == _STALE_ETAG:
        kind = errors.StaleEtagError
    return kind(code, error.details() or "", reason, domain, metadata, fields, preconditions, from_server)


def closed_error() -> errors.CallCancelledError:
    """What a call of a closed client ends with."""
    return errors.CallCancelledError(grpc.StatusCode.CANCELLED, "the client is closed")


def trailer(error: grpc.RpcError, key: str) -> str | bytes | None:
    """One value that the server sent with its status."""
    for name, value in error.trailing_metadata() or ():
        if name == key:
            found: str | bytes = value
            return found
    return None


def _status_of(error: grpc.RpcError) -> Status | None:
    details = trailer(error, "grpc-status-details-bin")
    if not isinstance(details, bytes):
        return None
    try:
        return Status.FromString(details)
    except DecodeError:
        # The code and message still say what happened.
        return None


def _unpack(details: Iterable[Any], kind: type[_Detail]) -> Iterator[_Detail]:
    for detail in details:
        if detail.TypeName() == f"google.rpc.{kind.DESCRIPTOR.name}":
            try:
                yield kind.FromString(detail.value)
            except DecodeError:
                # As above.
                continue
