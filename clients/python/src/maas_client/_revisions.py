"""Which revision of the registry's change log a client has seen, and asks of every answer."""

from __future__ import annotations

import threading
from typing import Iterable, Tuple, Union

_KEY = "maas-revision"
_HIGHEST_POSSIBLE = 2**63 - 1

Metadata = Iterable[Tuple[str, Union[str, bytes]]]


class Revisions:
    """The highest revision that a client has seen, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._highest = 0

    @property
    def highest(self) -> int:
        return self._highest

    def saw(self, revision: int) -> None:
        with self._lock:
            self._highest = max(self._highest, revision)

    def read(self, trailers: Metadata | None) -> None:
        """Takes the revision from what came with a reply or a refusal; what can't be one is left alone."""
        for key, value in trailers or ():
            if key == _KEY:
                self.saw(_revision(value) or 0)

    def added_to(self, metadata: list[tuple[str, str | bytes]]) -> list[tuple[str, str | bytes]]:
        """The metadata of a call, which asks for the revision that it has itself or that was seen, whichever is higher."""
        highest = self._highest
        for key, value in metadata:
            if key == _KEY:
                given = _revision(value)
                # What is none is the caller's fault, which the registry tells better.
                if given is None or given >= highest:
                    return metadata
        if highest == 0:
            return metadata
        return [pair for pair in metadata if pair[0] != _KEY] + [(_KEY, str(highest))]


def _revision(value: str | bytes) -> int | None:
    text = value.decode("ascii", "replace") if isinstance(value, bytes) else value
    # isdecimal alone holds for digits of every script, and int() reads numbers of any length.
    if not (text.isascii() and text.isdecimal() and len(text) <= 19):
        return None
    revision = int(text)
    return revision if revision <= _HIGHEST_POSSIBLE else None
