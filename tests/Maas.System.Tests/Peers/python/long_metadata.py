"""A Python peer that sends more metadata than the registry takes, while another of its calls goes on.

usage: long_metadata.py ADDRESS

grpcio sends what it is given; other clients keep to the limit that the server announces, and never meet its refusal.
"""

import sys

import grpc

DEADLINE_SECONDS = 20


def raw(channel, kind, path):
    return getattr(channel, kind)(path, request_serializer=lambda message: message, response_deserializer=lambda message: message)


def main(address):
    channel = grpc.insecure_channel(address)
    watch = raw(channel, "unary_stream", "/grpc.health.v1.Health/Watch")(b"")
    next(watch)
    check = raw(channel, "unary_unary", "/grpc.health.v1.Health/Check")

    try:
        check(b"", metadata=[("long", "x" * 40_000)], timeout=DEADLINE_SECONDS)
        sys.exit("expected that the metadata is refused")
    except grpc.RpcError as error:
        print(error.code().name)

    check(b"", timeout=DEADLINE_SECONDS)
    print("watching" if watch.is_active() else f"the watch ended with {watch.code()}")
    watch.cancel()
    channel.close()


if __name__ == "__main__":
    main(sys.argv[1])
