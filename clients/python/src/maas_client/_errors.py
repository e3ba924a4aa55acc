"""What goes wrong with a call, as exceptions."""

from __future__ import annotations

from typing import Mapping, NamedTuple, Sequence

import grpc


class Precondition(NamedTuple):
    """Something that has another state than the request needs."""

    type: str
    """The kind of condition, such as `ETAG`."""
    subject: str
    """What it is about, such as `models/0190…`."""
    description: str


class RegistryError(Exception):
    """A call that failed; its subclasses are the codes that people handle, the original `grpc.RpcError` is `__cause__`."""

    def __init__(
        self,
        code: grpc.StatusCode,
        message: str,
        reason: str = "",
        domain: str = "",
        metadata: Mapping[str, str] | None = None,
        fields: Mapping[str, Sequence[str]] | None = None,
        preconditions: Sequence[Precondition] = (),
        from_server: bool = False,
    ) -> None:
        # All by position: an exception is pickled, on its way out of a process pool, as its args.
        super().__init__(code, message, reason, domain, metadata, fields, preconditions, from_server)
        self.code = code
        """The status code, a `grpc.StatusCode`."""
        self.message = message
        """What happened, in English, for people."""
        self.reason = reason
        """What happened, for programs: stable and upper case, such as `MODEL_NOT_FOUND`; empty where the registry gave none."""
        self.domain = domain
        """Whose reason it is: `maas`."""
        self.metadata = dict(metadata or {})
        """More about the reason."""
        self.fields = {field: list(descriptions) for field, descriptions in (fields or {}).items()}
        """What is wrong with which field of the request."""
        self.preconditions = list(preconditions)
        """What has another state than the request needs."""
        self.from_server = from_server
        """Whether the registry answered with this error; false where it was made on this side, or on the way."""

    def __str__(self) -> str:
        return f"{self.code.name}: {self.message}"


class InvalidArgumentError(RegistryError):
    """The request is malformed or out of range; `fields` says where."""


class NotFoundError(RegistryError):
    """There is no such model."""


class AlreadyExistsError(RegistryError):
    """The name and version are taken."""


class AbortedError(RegistryError):
    """Somebody else's change came between."""


class StaleEtagError(AbortedError):
    """The model has changed since its etag was read: read it again."""


class FailedPreconditionError(RegistryError):
    """The model's state forbids it."""


class OutOfRangeError(RegistryError):
    """A page, position or revision is no longer or not yet there."""


class PermissionDeniedError(RegistryError):
    """The caller is not allowed to."""


class UnauthenticatedError(RegistryError):
    """The credentials are missing or wrong."""


class ResourceExhaustedError(RegistryError):
    """A quota, a rate or a message's size is over its limit."""


class UnimplementedError(RegistryError):
    """The registry does not serve this, or not yet."""


class UnavailableError(RegistryError):
    """The registry can't be reached or can't answer now; where the call is safe to repeat, that has been tried."""


class DeadlineExceededError(RegistryError):
    """No answer came in time; a change may have been made all the same."""


class CallCancelledError(RegistryError):
    """The call was given up, as when the client is closed; a change may have been made all the same."""
