"""A Python peer of the registry: grpcio on the stubs that grpc_tools makes.

usage: model_client.py ADDRESS

Calls every RPC of model.ModelService, checks what comes back, and prints the names of the RPCs and status codes that it saw.
"""

import sys
import uuid

import grpc
from stubs import model_pb2, model_pb2_grpc

DEADLINE_SECONDS = 20


class ModelClient:
    """The ten RPCs with a deadline each."""

    def __init__(self, address):
        self._channel = grpc.insecure_channel(address)
        self._stub = model_pb2_grpc.ModelServiceStub(self._channel)
        self.seen = []

    def __getattr__(self, rpc):
        method = getattr(self._stub, rpc)

        def call(request):
            reply = method(request, timeout=DEADLINE_SECONDS)
            self.seen.append(rpc)
            return reply

        return call

    def close(self):
        self._channel.close()


def expect(condition, what):
    if not condition:
        sys.exit(f"expected {what}")


def expect_status(client, code, call):
    try:
        call()
    except grpc.RpcError as error:
        expect(error.code() == code, f"{code}, not {error.code()}: {error.details()}")
        details = dict(error.trailing_metadata()).get("grpc-status-details-bin", b"")
        expect(b"maas" in details, f"ErrorInfo of the domain maas with {code}, not {details!r}")
        client.seen.append(code.name)
        return details
    sys.exit(f"expected {code}, but the call went well")


def main(address):
    client = ModelClient(address)
    name = f"python-{uuid.uuid4()}"
    request = model_pb2.CreateModelRequest(
        name=name, version="1.0.0", framework="pytorch", tags=["cv", "中文"], metadata={"source": "demo"}, description="a\nb"
    )

    model = client.CreateModel(request).model
    expect(model.status == "pending" and model.owner_id == "default" and model.tenant_id == "default", f"the defaults, not {model}")
    expect(list(model.tags) == ["cv", "中文"] and dict(model.metadata) == {"source": "demo"}, f"tags and metadata, not {model}")
    expect(uuid.UUID(model.id).version == 7, f"a UUID of version 7, not {model.id}")
    expect(model.created_at.ToMicroseconds() > 0 and model.created_at == model.updated_at, f"equal times, not {model}")
    expect(client.GetModel(model_pb2.GetModelRequest(id=model.id)).model == model, "GetModel to give what CreateModel gave")

    listed = client.ListModels(model_pb2.ListModelsRequest(name=name.upper()))
    expect(list(listed.models) == [model] and listed.total == 1 and listed.page == 1 and listed.limit == 20, f"one model, not {listed}")

    updated = client.UpdateModel(model_pb2.UpdateModelRequest(id=model.id, description="new", is_public=True, etag=model.etag)).model
    expect(updated.description == "new" and updated.is_public and updated.name == name, f"the fields given and no others, not {updated}")
    expect(updated.etag != model.etag, "another etag after a change")

    status = client.UpdateModelStatus(model_pb2.UpdateModelStatusRequest(id=model.id, status="ready")).model
    expect(status.status == "ready", f"ready, not {status.status}")

    client.AddModelTags(model_pb2.AddModelTagsRequest(model_id=model.id, tags=["prod", "cv"]))
    client.RemoveModelTags(model_pb2.RemoveModelTagsRequest(model_id=model.id, tags=["中文", "never-there"]))
    tags = client.GetModel(model_pb2.GetModelRequest(id=model.id)).model.tags
    expect(list(tags) == ["cv", "prod"], f"cv and prod, not {tags}")

    client.SetModelMetadata(model_pb2.SetModelMetadataRequest(model_id=model.id, metadata={"accuracy": "0.97"}))
    metadata = client.GetModelMetadata(model_pb2.GetModelMetadataRequest(model_id=model.id)).metadata
    expect(dict(metadata) == {"accuracy": "0.97"}, f"the new map alone, not {metadata}")

    expect_status(client, grpc.StatusCode.ALREADY_EXISTS, lambda: client.CreateModel(request))
    wrong = model_pb2.CreateModelRequest(name="", version="1", framework="nope")
    details = expect_status(client, grpc.StatusCode.INVALID_ARGUMENT, lambda: client.CreateModel(wrong))
    expect(b"name" in details and b"framework" in details, f"both fields named, not {details!r}")
    stale = model_pb2.UpdateModelRequest(id=model.id, description="late", etag=model.etag)
    expect_status(client, grpc.StatusCode.ABORTED, lambda: client.UpdateModel(stale))

    client.DeleteModel(model_pb2.DeleteModelRequest(id=model.id))
    expect_status(client, grpc.StatusCode.NOT_FOUND, lambda: client.GetModel(model_pb2.GetModelRequest(id=model.id)))
    expect(client.CreateModel(request).model.id != model.id, "the name and version to be free again")

    client.close()
    print(" ".join(sorted(set(client.seen))))


if __name__ == "__main__":
    main(sys.argv[1])
