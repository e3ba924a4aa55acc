"""The generated messages and stub, from wherever they can be had."""

# protobuf keeps one definition of a name in a process. Another model.proto of the same content, such as a peer's own stub,
# is taken for the same file; one of other content can't live beside it.
try:
    from maas_client._generated.model_pb2 import (
        AddModelTagsRequest,
        CreateModelRequest,
        CreateModelResponse,
        DeleteModelRequest,
        GetModelMetadataRequest,
        GetModelMetadataResponse,
        GetModelRequest,
        GetModelResponse,
        ListModelsRequest,
        ListModelsResponse,
        Model,
        RemoveModelTagsRequest,
        SetModelMetadataRequest,
        UpdateModelRequest,
        UpdateModelResponse,
        UpdateModelStatusRequest,
        UpdateModelStatusResponse,
    )
    from maas_client._generated.model_pb2_grpc import ModelServiceStub
    from maas_client._generated.watch_pb2 import Change, WatchRequest, WatchResponse
    from maas_client._generated.watch_pb2_grpc import WatchServiceStub
except ModuleNotFoundError as error:
    if not (error.name or "").startswith("maas_client._generated"):
        raise
    raise ImportError("maas_client's code is not generated yet: run eng/proto python, or install the package") from error
except TypeError as error:
    raise ImportError(
        "this process has loaded another model.proto, of other content than maas_client's; use one of the two, or generate "
        "both from the same file"
    ) from error

__all__ = [
    "AddModelTagsRequest",
    "Change",
    "CreateModelRequest",
    "CreateModelResponse",
    "DeleteModelRequest",
    "GetModelMetadataRequest",
    "GetModelMetadataResponse",
    "GetModelRequest",
    "GetModelResponse",
    "ListModelsRequest",
    "ListModelsResponse",
    "Model",
    "ModelServiceStub",
    "RemoveModelTagsRequest",
    "SetModelMetadataRequest",
    "UpdateModelRequest",
    "UpdateModelResponse",
    "UpdateModelStatusRequest",
    "UpdateModelStatusResponse",
    "WatchRequest",
    "WatchResponse",
    "WatchServiceStub",
]
