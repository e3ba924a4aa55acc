"""Calls that the registry answers with an error, and what each error says; for both clients."""

from __future__ import annotations

import dataclasses
import unittest
from dataclasses import dataclass
from typing import Any, Callable

import grpc

import maas_client
from maas_client import Precondition, RegistryError
from tests.registry import UNKNOWN_ID, new_name

OVER_THE_LIMIT = 4 * 1024 * 1024 + 1


@dataclass(frozen=True)
class FailingCall:
    """A call on either client, given a model and an etag that it had before."""

    call: Callable[[Any, Any, str], Any]
    kind: type[RegistryError]
    code: grpc.StatusCode
    reason: str
    message: str
    fields: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    preconditions: Callable[[Any], list[Precondition]] = lambda model: []

    def check(self, test: unittest.TestCase, error: RegistryError, model: Any) -> None:
        test.assertIs(type(error), self.kind)
        test.assertIs(error.code, self.code)
        test.assertEqual((error.reason, error.domain, error.metadata), (self.reason, "maas", {}))
        test.assertIn(self.message, error.message)
        test.assertEqual(error.fields.keys(), self.fields.keys())
        for field, parts in self.fields.items():
            test.assertEqual(len(error.fields[field]), len(parts))
            for description, part in zip(error.fields[field], parts):
                test.assertIn(part, description)
        test.assertEqual(error.preconditions, self.preconditions(model))
        test.assertTrue(error.from_server)
        test.assertIsInstance(error.__cause__, grpc.RpcError)


def new_model(name: str) -> dict[str, Any]:
    """What to make the model of, whose request_id one of the calls uses again."""
    return {"name": name, "version": "1", "framework": "onnx", "request_id": name}



FAILING_CALLS = {
    "wrong fields": FailingCall(
        lambda registry, model, etag: registry.create_model(name="", version="1", framework="onnx", tags=["", "a" * 65], size=-1),
        maas_client.InvalidArgumentError,
        grpc.StatusCode.INVALID_ARGUMENT,
        "INVALID_FIELDS",
        "name: must not be empty",
        {
            "name": ["must not be empty"],
            "tags": ["tag 1 must not be empty", "tag 2 has 65 characters; 1 to 64 are allowed"],
            "size": ["is -1; it must not be negative"],
        },
    ),
    "wrong page token": FailingCall(
        lambda registry, model, etag: registry.list_models(page_token="none of yours"),
        maas_client.InvalidArgumentError,
        grpc.StatusCode.INVALID_ARGUMENT,
        "PAGE_TOKEN_INVALID",
        "page_token",
        {"page_token": ["is not one that was given for this caller, these filters and this order"]},
    ),
    "request id of another request": FailingCall(
        lambda registry, model, etag: registry.create_model(name=new_name("other"), version="1", framework="onnx", request_id=model.name),
        maas_client.InvalidArgumentError,
        grpc.StatusCode.INVALID_ARGUMENT,
        "REQUEST_ID_REUSED",
        "request_id",
        {"request_id": ["was used before for another request"]},
    ),
    "model too large": FailingCall(
        lambda registry, model, etag: registry.set_model_metadata(model.id, {str(key): "x" * 4000 for key in range(15)}),
        maas_client.InvalidArgumentError,
        grpc.StatusCode.INVALID_ARGUMENT,
        "MODEL_TOO_LARGE",
        "at most 40000 are allowed",
        {"model": ["at most 40000 are allowed"]},
    ),
    "unknown id": FailingCall(
        lambda registry, model, etag: registry.get_model(UNKNOWN_ID),
        maas_client.NotFoundError,
        grpc.StatusCode.NOT_FOUND,
        "MODEL_NOT_FOUND",
        f"Model '{UNKNOWN_ID}' does not exist.",
    ),
    "name and version taken": FailingCall(
        lambda registry, model, etag: registry.create_model(name=model.name, version=model.version, framework="onnx"),
        maas_client.AlreadyExistsError,
        grpc.StatusCode.ALREADY_EXISTS,
        "MODEL_ALREADY_EXISTS",
        "already exists",
    ),
    "stale etag": FailingCall(
        lambda registry, model, etag: registry.delete_model(model.id, etag=etag),
        maas_client.StaleEtagError,
        grpc.StatusCode.ABORTED,
        "STALE_ETAG",
        "has changed",
        preconditions=lambda model: [Precondition("ETAG", f"models/{model.id}", "The etag sent is not the model's current one.")],
    ),
    "not yet served": FailingCall(
        lambda registry, model, etag: registry.list_models(order_by="name"),
        maas_client.UnimplementedError,
        grpc.StatusCode.UNIMPLEMENTED,
        "NOT_YET_SERVED",
        "order_by is not served yet",
        {"order_by": ["is not served yet; leave it out"]},
    ),
    "request too large": FailingCall(
        lambda registry, model, etag: registry.update_model(model.id, description="d" * OVER_THE_LIMIT),
        maas_client.ResourceExhaustedError,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        "REQUEST_TOO_LARGE",
        "is over the limit of 4194304",
    ),
}
