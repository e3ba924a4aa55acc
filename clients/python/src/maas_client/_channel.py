"""Where a client calls, and how its connections behave."""

from __future__ import annotations

import ipaddress
from typing import Any, Mapping, Sequence, Union

from maas_client._retries import SERVICE_CONFIG

DEFAULT_TIMEOUT = 5.0  # seconds

Headers = Mapping[str, Union[str, bytes]]

STRONG_READ: Headers = {"maas-read": "strong"}


def target_of(address: str | Sequence[str]) -> str:
    """What gRPC calls the address, or the several."""
    if isinstance(address, str):
        return address
    if len(address) == 0:
        raise ValueError("there is no address to call")
    if len(address) == 1:
        return address[0]
    versions = {_ip_version(one) for one in address}
    if len(versions) > 1:
        raise ValueError(f"the addresses {', '.join(address)} are of IPv4 and of IPv6; gRPC takes several of one kind only")
    return f"ipv{versions.pop()}:{','.join(address)}"


def options_of(overrides: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """gRPC's channel arguments: what this package sets, and what the caller sets beside or instead."""
    return list(
        {
            "grpc.service_config": SERVICE_CONFIG,
            # A connection that died without a word is noticed, also when nobody calls, and before somebody does. The
            # registry answers pings as often as they come; other servers may close a connection over them.
            "grpc.keepalive_time_ms": 10_000,
            "grpc.keepalive_timeout_ms": 20_000,
            "grpc.keepalive_permit_without_calls": 1,
            "grpc.http2.max_pings_without_data": 0,
            # A registry that was restarted is soon found again.
            "grpc.initial_reconnect_backoff_ms": 100,
            "grpc.max_reconnect_backoff_ms": 2_000,
            **overrides,
        }.items()
    )


def metadata_of(*headers: Headers) -> list[tuple[str, str | bytes]]:
    """Headers as gRPC's metadata; later ones win."""
    merged: dict[str, str | bytes] = {}
    for some in headers:
        merged.update((key.lower(), value) for key, value in some.items())
    return list(merged.items())


def _ip_version(address: str) -> int:
    host = address.rpartition(":")[0].strip("[]")
    try:
        return ipaddress.ip_address(host).version
    except ValueError:
        raise ValueError(
            f"{address} is no IP address with a port; of several addresses each is one, and a host with several is one dns:///name:port"
        ) from None
