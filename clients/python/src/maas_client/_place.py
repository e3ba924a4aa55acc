"""Where a watch is in the change log, from one stream to the next."""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from typing import Iterable

import grpc

from maas_client._messages import Change, WatchRequest, WatchResponse
from maas_client._retries import ATTEMPTS, Backoff
from maas_client._revisions import Revisions
from maas_client._rich_errors import error_of

_FELL_BEHIND = "WATCH_FELL_BEHIND"


def watch_request(
    from_revision: int, tenant_id: str, name: str, tags: Iterable[str], kinds: Iterable[str], progress_interval: float | None
) -> WatchRequest:
    request = WatchRequest(from_revision=from_revision, tenant_id=tenant_id, name=name, tags=tags, kinds=kinds)
    if progress_interval is not None:
        request.progress_interval.FromTimedelta(timedelta(seconds=progress_interval))
    return request


class Place:
    """What was received and taken of the changes, and how to go on once a stream has ended."""

    def __init__(self, request: WatchRequest, revisions: Revisions) -> None:
        self._request = request
        self._revisions = revisions
        self._received: deque[Change] = deque()
        self._behind_received = request.from_revision
        self._backoff = Backoff()
        # Until the first response the registry may just not be there; then the watch is a call like others.
        self._left = ATTEMPTS - 1
        self.begun = False
        self.resume_revision = request.from_revision

    def request(self) -> WatchRequest:
        """What to ask for next."""
        self._request.from_revision = self._behind_received
        return self._request

    def receive(self, response: WatchResponse) -> None:
        """Keeps what a stream sent."""
        self.begun = True
        self._backoff = Backoff()
        self._received.extend(response.changes)
        self._behind_received = max(self._behind_received, response.revision + 1)
        self._revisions.saw(response.revision)
        if not self._received:
            self.resume_revision = self._behind_received

    def take(self) -> Change | None:
        """The next change that was received."""
        if not self._received:
            return None
        change = self._received.popleft()
        self.resume_revision = change.revision + 1 if self._received else self._behind_received
        return change

    def pause_after(self, error: grpc.RpcError | None) -> float | None:
        """Seconds to wait before the next stream, None when there is to be none; an error of None is a stream's end."""
        if error is not None:
            self._revisions.read(error.trailing_metadata())
            if not _is_cut(error):
                return None
        if not self.begun:
            if self._left == 0:
                return None
            self._left -= 1
        return self._backoff.pause_after(error)


def _is_cut(error: grpc.RpcError) -> bool:
    if error.code() is grpc.StatusCode.OUT_OF_RANGE:
        return error_of(error).reason == _FELL_BEHIND
    # CANCELLED by nobody here: the registry resets the stream of a reader that takes nothing, which leaves no room for a status.
    return error.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED)
