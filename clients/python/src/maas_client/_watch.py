"""The changes of the registry, one after another, for ordinary, blocking code."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Any, Callable

import grpc

from maas_client._errors import UnavailableError
from maas_client._messages import Change
from maas_client._place import Place
from maas_client._rich_errors import closed_error, error_of


class Closing:
    """Whether a client is closed, and what waits in its streams for that."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.closed = False

    def close(self) -> None:
        with self.changed:
            self.closed = True
            self.changed.notify_all()


class Watch:
    """Changes in the order of their revisions, without a gap and without a duplicate.

    An iterator for one thread. A stream that is cut, or that the registry cut because its reader was too slow, is followed by
    another from behind the last change: the iteration ends only by `close`, or with the `RegistryError` of a stream that can't
    go on, such as an `OutOfRangeError` with the reason REVISION_COMPACTED.

    The stream is opened by the first change that is asked for or, before that, by `open` or `with`: what is changed from then on
    is seen.
    """

    def __init__(self, start: Callable[[Any], Any], place: Place, client: Closing) -> None:
        self._start = start
        self._place = place
        self._client = client
        self._closed = False
        self._stream: Any = None

    @property
    def resume_revision(self) -> int:
        """Where another watch goes on behind what was taken from this one, also in another process; 0 until that is known.

        It moves on without changes too, as the registry tells how far it is.
        """
        return self._place.resume_revision

    def open(self) -> None:
        """Opens the stream, and returns once it has begun."""
        if not self._place.begun:
            self._receive()

    def close(self) -> None:
        """Ends the stream and the iteration; from any thread."""
        with self._client.changed:
            self._closed = True
            stream = self._stream
            self._client.changed.notify_all()
        if stream is not None:
            stream.cancel()

    def __enter__(self) -> Watch:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Watch:
        return self

    def __next__(self) -> Change:
        while not self._closed:
            change = self._place.take()
            if change is not None:
                return change
            self._receive()
        raise StopIteration

    def _receive(self) -> None:
        """Waits for one response, over as many streams as that takes, or for the end."""
        while True:
            failure: grpc.RpcError | None = None
            try:
                stream = self._opened()
                if stream is None:
                    return
                self._place.receive(next(stream))
                return
            except StopIteration:
                # As where something between here and there ends it well: the registry never does.
                pass
            except grpc.RpcError as error:
                failure = error
            self._stream = None
            if self._closed:
                return
            pause = self._place.pause_after(failure)
            if pause is None:
                if failure is None:
                    raise UnavailableError(grpc.StatusCode.UNAVAILABLE, "the stream ended before it began")
                raise error_of(failure) from failure
            with self._client.changed:
                self._client.changed.wait_for(lambda: self._closed or self._client.closed, pause)

    def _opened(self) -> Any:
        # So that nobody closes this between the look and the stream, which then nobody would cancel.
        with self._client.changed:
            if self._closed:
                return None
            if self._client.closed:
                raise closed_error()
            if self._stream is None:
                self._stream = self._start(self._place.request())
            return self._stream
