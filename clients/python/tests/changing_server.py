"""A watch service in this process, whose streams end where a test says."""

from __future__ import annotations

import threading
from concurrent import futures
from dataclasses import dataclass, field
from types import TracebackType
from typing import Iterator

import grpc

from maas_client import _messages as pb
from tests.scripted_server import Failure


@dataclass(frozen=True)
class Cut:
    """How one stream ends: after a number of responses, the first of which has no change; without a failure, well."""

    after: int
    failure: Failure | None = Failure()


@dataclass
class ChangingServer:
    """Serves changes from 1 to `newest`, a few in a response; streams that are not cut stay open."""

    newest: int = 0
    cuts: list[Cut] = field(default_factory=list)
    batch: int = 1

    def __post_init__(self) -> None:
        self.requests: list[pb.WatchRequest] = []
        self.headers: list[dict[str, str | bytes]] = []
        self.time_limits: list[float | None] = []
        self.ended = threading.Semaphore(0)
        """One for each stream that is over."""
        self._changed = threading.Condition()
        self._stopped = False
        self._server = grpc.server(futures.ThreadPoolExecutor(8), options=[("grpc.so_reuseport", 0)])
        handler = grpc.unary_stream_rpc_method_handler(
            self._watch, request_deserializer=pb.WatchRequest.FromString, response_serializer=pb.WatchResponse.SerializeToString
        )
        self._server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("maas.v1.WatchService", {"Watch": handler}),))
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"

    def __enter__(self) -> ChangingServer:
        self._server.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._server.stop(None).wait()

    def change(self, times: int = 1) -> None:
        """Makes changes."""
        with self._changed:
            self.newest += times
            self._changed.notify_all()

    def _watch(self, request: pb.WatchRequest, context: grpc.ServicerContext) -> Iterator[pb.WatchResponse]:
        context.add_callback(self._end)
        with self._changed:
            self.requests.append(request)
            self.headers.append(dict(context.invocation_metadata()))
            self.time_limits.append(context.time_remaining())
            cut = self.cuts.pop(0) if self.cuts else None
            behind = request.from_revision - 1 if request.from_revision else self.newest
        sent = 0
        while True:
            if cut is not None and sent == cut.after:
                if cut.failure is not None:
                    context.set_trailing_metadata(cut.failure.trailers)
                    context.abort(cut.failure.code, "cut")
                return
            if sent > 0:
                first = behind + 1
                with self._changed:
                    self._changed.wait_for(lambda: self.newest >= first or self._stopped or not context.is_active())
                    if self.newest < first:
                        return
                    behind = min(behind + self.batch, self.newest)
                yield pb.WatchResponse(revision=behind, changes=[_change(revision) for revision in range(first, behind + 1)])
            else:
                yield pb.WatchResponse(revision=behind)
            sent += 1

    def _end(self) -> None:
        self.ended.release()
        with self._changed:
            self._changed.notify_all()


def _change(revision: int) -> pb.Change:
    return pb.Change(revision=revision, kind="created", model=pb.Model(name=f"model-{revision}"))
