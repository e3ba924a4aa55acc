"""The ten calls: the message that each sends, and whether it may be sent again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, Iterable, Mapping, TypeVar

from google.protobuf.empty_pb2 import Empty
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message

from maas_client import _messages as pb

Reply = TypeVar("Reply", bound=Message)


@dataclass(frozen=True)
class Call(Generic[Reply]):
    """A call of the stub's method `rpc`, which gives a `Reply`."""

    rpc: str
    request: Message
    repeatable: bool = False
    """Whether the client makes it again; gRPC itself does so with the reads."""


def create_model(request: pb.CreateModelRequest) -> Call[pb.CreateModelResponse]:
    # With a request_id the registry makes one model, however often it is told to.
    return Call("CreateModel", request, repeatable=request.request_id != "")


def get_model(model_id: str) -> Call[pb.GetModelResponse]:
    return Call("GetModel", pb.GetModelRequest(id=model_id))


def list_models(request: pb.ListModelsRequest) -> Call[pb.ListModelsResponse]:
    return Call("ListModels", request)


def update_model(model_id: str, etag: str, **values: Any) -> Call[pb.UpdateModelResponse]:
    """Sets the values that are not None, also to nothing."""
    given = {name: value for name, value in values.items() if value is not None}
    return Call("UpdateModel", pb.UpdateModelRequest(id=model_id, etag=etag, update_mask=FieldMask(paths=given), **given))


def delete_model(model_id: str, etag: str) -> Call[Empty]:
    return Call("DeleteModel", pb.DeleteModelRequest(id=model_id, etag=etag))


def update_model_status(model_id: str, status: str, etag: str) -> Call[pb.UpdateModelStatusResponse]:
    return Call("UpdateModelStatus", pb.UpdateModelStatusRequest(id=model_id, status=status, etag=etag))


# With an etag, the repetition of a change that was made, but not heard of, would be told that it comes too late.
def add_model_tags(model_id: str, tags: Iterable[str], etag: str) -> Call[Empty]:
    return Call("AddModelTags", pb.AddModelTagsRequest(model_id=model_id, tags=tags, etag=etag), repeatable=etag == "")


def remove_model_tags(model_id: str, tags: Iterable[str], etag: str) -> Call[Empty]:
    return Call("RemoveModelTags", pb.RemoveModelTagsRequest(model_id=model_id, tags=tags, etag=etag), repeatable=etag == "")


# Not repeatable: it would undo what somebody else set in between.
def set_model_metadata(model_id: str, values: Mapping[str, str], etag: str) -> Call[Empty]:
    return Call("SetModelMetadata", pb.SetModelMetadataRequest(model_id=model_id, metadata=values, etag=etag))


def get_model_metadata(model_id: str) -> Call[pb.GetModelMetadataResponse]:
    return Call("GetModelMetadata", pb.GetModelMetadataRequest(model_id=model_id))
