"""Which calls are made again, when, and how often."""

from __future__ import annotations

import json
import random
import time

import grpc

from maas_client._rich_errors import trailer

ATTEMPTS = 4
_FIRST_PAUSE = 0.05  # seconds
_LONGEST_PAUSE = 0.5
_GROWTH = 2.0

# gRPC repeats these by itself. It can't look into a message, so that calls which are safe to repeat only because of what
# they ask for are repeated by the clients, with Attempts.
_READS = ("GetModel", "ListModels", "GetModelMetadata")

SERVICE_CONFIG = json.dumps(
    {
        "loadBalancingConfig": [{"round_robin": {}}],
        "methodConfig": [
            {
                "name": [{"service": "model.ModelService", "method": method} for method in _READS],
                "retryPolicy": {
                    "maxAttempts": ATTEMPTS,
                    "initialBackoff": f"{_FIRST_PAUSE}s",
                    "maxBackoff": f"{_LONGEST_PAUSE}s",
                    "backoffMultiplier": _GROWTH,
                    "retryableStatusCodes": ["UNAVAILABLE"],
                },
            }
        ],
    }
)


class Backoff:
    """The pauses after one failure and the next."""

    def __init__(self) -> None:
        self._pause = _FIRST_PAUSE

    def pause_after(self, error: grpc.RpcError | None) -> float | None:
        """Seconds until the next attempt; None where the server asks for none."""
        pushback = trailer(error, "grpc-retry-pushback-ms") if error is not None else None
        if pushback is not None:
            # What is not a number of milliseconds, such as -1, asks not to be called again.
            milliseconds = str(pushback)
            return int(milliseconds) / 1000 if milliseconds.isdecimal() else None
        pause, self._pause = self._pause, min(self._pause * _GROWTH, _LONGEST_PAUSE)
        # Clients that failed together are not to come back together.
        return pause * random.uniform(0.8, 1.2)


class Attempts:
    """The attempts at one call, which share its deadline."""

    def __init__(self, timeout: float, repeatable: bool) -> None:
        self._ends = time.monotonic() + timeout
        self._left = ATTEMPTS - 1 if repeatable else 0
        self._backoff = Backoff()

    def remaining(self) -> float:
        """Seconds until the deadline."""
        return self._ends - time.monotonic()

    def pause_after(self, error: grpc.RpcError) -> float | None:
        """Seconds to wait before the next attempt; None when there is to be none."""
        if error.code() is not grpc.StatusCode.UNAVAILABLE or self._left == 0:
            return None
        self._left -= 1
        pause = self._backoff.pause_after(error)
        return pause if pause is not None and pause < self.remaining() else None
