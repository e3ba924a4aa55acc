"""A gRPC server in this process that fails as a test says, for what a real registry can't be made to do."""

from __future__ import annotations

import threading
from concurrent import futures
from dataclasses import dataclass, field
from types import TracebackType

import grpc
from google.protobuf.any_pb2 import Any
from google.protobuf.empty_pb2 import Empty

from maas_client import _messages as pb
from maas_client._generated.error_details_pb2 import ErrorInfo, Status

_REPLIES = {
    "CreateModel": pb.CreateModelResponse(model=pb.Model(name="made")),
    "GetModel": pb.GetModelResponse(model=pb.Model(name="read")),
    "ListModels": pb.ListModelsResponse(models=[pb.Model(name="listed")]),
    "UpdateModel": pb.UpdateModelResponse(model=pb.Model(name="changed")),
    "DeleteModel": Empty(),
    "UpdateModelStatus": pb.UpdateModelStatusResponse(model=pb.Model(name="moved")),
    "AddModelTags": Empty(),
    "RemoveModelTags": Empty(),
    "SetModelMetadata": Empty(),
    "GetModelMetadata": pb.GetModelMetadataResponse(metadata={"read": "yes"}),
}


@dataclass(frozen=True)
class Failure:
    """One answer that is none."""

    code: grpc.StatusCode = grpc.StatusCode.UNAVAILABLE
    trailers: tuple[tuple[str, str | bytes], ...] = ()


def with_reason(code: grpc.StatusCode, reason: str, **metadata: str) -> Failure:
    """As the registry fails."""
    info = ErrorInfo(reason=reason, domain="maas", metadata=metadata)
    detail = Any(type_url="type.googleapis.com/google.rpc.ErrorInfo", value=info.SerializeToString())
    status = Status(code=code.value[0], message="scripted", details=[detail])
    return Failure(code, (("grpc-status-details-bin", status.SerializeToString()),))


@dataclass
class ScriptedServer:
    """Answers with these failures first, then well."""

    failures: list[Failure] = field(default_factory=list)
    revisions: list[str] = field(default_factory=list)
    """Said with good answers in turn; once it is out of them, it says none."""
    waits: bool = False
    """Whether it takes calls and answers none, once it is out of failures."""

    def __post_init__(self) -> None:
        self.calls: list[str] = []
        self.headers: list[dict[str, str | bytes]] = []
        self.times_left: list[float] = []
        self.called = threading.Event()
        self._released = threading.Event()
        # grpcio lets two servers share a port unless it is told not to.
        self._server = grpc.server(futures.ThreadPoolExecutor(4), options=[("grpc.so_reuseport", 0)])
        handlers = {rpc: grpc.unary_unary_rpc_method_handler(self._handle(rpc)) for rpc in _REPLIES}
        self._server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("model.ModelService", handlers),))
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"

    def __enter__(self) -> ScriptedServer:
        self._server.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        self._released.set()
        self._server.stop(None).wait()

    def _handle(self, rpc: str):  # type: ignore[no-untyped-def]  # grpcio has no types
        def handle(request: bytes, context: grpc.ServicerContext) -> bytes:
            self.calls.append(rpc)
            self.headers.append(dict(context.invocation_metadata()))
            self.times_left.append(context.time_remaining())
            self.called.set()
            if self.failures:
                failure = self.failures.pop(0)
                context.set_trailing_metadata(failure.trailers)
                context.abort(failure.code, "scripted")
            if self.waits:
                self._released.wait()
            if self.revisions:
                context.set_trailing_metadata((("maas-revision", self.revisions.pop(0)),))
            return _REPLIES[rpc].SerializeToString()

        return handle
