"""The changes of the registry, one after another, for asyncio."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Any, Callable

import grpc
import grpc.aio

from maas_client._errors import UnavailableError
from maas_client._messages import Change
from maas_client._place import Place
from maas_client._rich_errors import closed_error, error_of


class AsyncWatch:
    """As `Watch`, for asyncio: an asynchronous iterator for one task.

    A task that is cancelled while it waits, as by `asyncio.wait_for`, may ask again: no change is lost.
    """

    def __init__(self, start: Callable[[Any], Any], place: Place) -> None:
        self._start = start
        self._place = place
        self._closed = False
        self._client_closed = False
        self._wake = asyncio.Event()
        self._stream: Any = None

    @property
    def resume_revision(self) -> int:
        """Where another watch goes on behind what was taken from this one, also in another process; 0 until that is known.

        It moves on without changes too, as the registry tells how far it is.
        """
        return self._place.resume_revision

    async def open(self) -> None:
        """Opens the stream, and returns once it has begun."""
        if not self._place.begun:
            await self._receive()

    async def close(self) -> None:
        """Ends the stream and the iteration; from any task of the same event loop."""
        self._closed = True
        self._end()

    def close_with_client(self) -> None:
        """Makes the iteration end with CallCancelledError."""
        self._client_closed = True
        self._end()

    async def __aenter__(self) -> AsyncWatch:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    def __aiter__(self) -> AsyncWatch:
        return self

    async def __anext__(self) -> Change:
        while not self._closed:
            change = self._place.take()
            if change is not None:
                return change
            await self._receive()
        raise StopAsyncIteration

    def _end(self) -> None:
        self._wake.set()
        if self._stream is not None:
            self._stream.cancel()

    async def _receive(self) -> None:
        """Waits for one response, over as many streams as that takes, or for the end."""
        while not self._closed:
            if self._client_closed:
                raise closed_error()
            failure: grpc.RpcError | None = None
            try:
                if self._stream is None:
                    self._stream = self._start(self._place.request())
                response = await self._read()
                if response is not grpc.aio.EOF:
                    self._place.receive(response)
                    return
                # As where something between here and there ends it well: the registry never does.
            except grpc.aio.UsageError as error:
                # What grpcio says of a channel that is closed.
                raise closed_error() from error
            except grpc.RpcError as error:
                failure = error
            self._stream = None
            if self._closed or self._client_closed:
                continue
            pause = self._place.pause_after(failure)
            if pause is None:
                if failure is None:
                    raise UnavailableError(grpc.StatusCode.UNAVAILABLE, "the stream ended before it began")
                raise error_of(failure) from failure
            try:
                await asyncio.wait_for(self._wake.wait(), pause)
            except asyncio.TimeoutError:
                # The usual end of a pause.
                continue

    async def _read(self) -> Any:
        stream = self._stream
        reading = asyncio.ensure_future(stream.read())
        # Awaited itself, it would end in CancelledError for a closed stream as for a cancelled task.
        try:
            await asyncio.wait((reading,))
        except asyncio.CancelledError:
            # What it would have read is asked for again.
            self._stream = None
            stream.cancel()
            raise
        finally:
            reading.cancel()
        if reading.cancelled():
            return grpc.aio.EOF
        return reading.result()
