"""A typed client of the MaaS model registry, sync (`RegistryClient`) and asyncio (`AsyncRegistryClient`)."""

from maas_client._async_client import AsyncRegistryClient
from maas_client._async_watch import AsyncWatch
from maas_client._client import RegistryClient
from maas_client._errors import (
    AbortedError,
    AlreadyExistsError,
    CallCancelledError,
    DeadlineExceededError,
    FailedPreconditionError,
    InvalidArgumentError,
    NotFoundError,
    OutOfRangeError,
    PermissionDeniedError,
    Precondition,
    RegistryError,
    ResourceExhaustedError,
    StaleEtagError,
    UnauthenticatedError,
    UnavailableError,
    UnimplementedError,
)
from maas_client._messages import Change, ListModelsResponse, Model
from maas_client._rich_errors import error_of
from maas_client._watch import Watch

__all__ = [
    "AbortedError",
    "AlreadyExistsError",
    "AsyncRegistryClient",
    "AsyncWatch",
    "CallCancelledError",
    "Change",
    "DeadlineExceededError",
    "FailedPreconditionError",
    "InvalidArgumentError",
    "ListModelsResponse",
    "Model",
    "NotFoundError",
    "OutOfRangeError",
    "PermissionDeniedError",
    "Precondition",
    "RegistryClient",
    "RegistryError",
    "ResourceExhaustedError",
    "StaleEtagError",
    "UnauthenticatedError",
    "UnavailableError",
    "UnimplementedError",
    "Watch",
    "error_of",
]
