"""A typed client of the MaaS model registry, sync (`RegistryClient`) and asyncio (`AsyncRegistryClient`)."""

from maas_client._async_client import AsyncRegistryClient
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
from maas_client._messages import ListModelsResponse, Model
from maas_client._rich_errors import error_of

__all__ = [
    "AbortedError",
    "AlreadyExistsError",
    "AsyncRegistryClient",
    "CallCancelledError",
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
    "error_of",
]
