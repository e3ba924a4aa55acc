"""gRPC's interoperability cases, called by grpcio."""

import argparse
import json
import queue
import sys

import grpc
from stubs import empty_pb2, messages_pb2, test_pb2_grpc
from relay import Relay

LIMIT = 20  # seconds a call
REQUEST_SIZES = (27182, 8, 1828, 45904)
RESPONSE_SIZES = (31415, 9, 2653, 58979)
LARGE_REQUEST, LARGE_RESPONSE = 271828, 314159
ECHO_INITIAL = ("x-grpc-test-echo-initial", "test_initial_metadata_value")
ECHO_TRAILING = ("x-grpc-test-echo-trailing-bin", b"\xab\xab\xab")


class CaseFailed(Exception):
    pass


def expect(expected, actual, what):
    if expected != actual:
        raise CaseFailed(f"{what}: expected {expected!r}, was {actual!r}")


def expect_zeros(size, payload):
    expect(size, len(payload.body), "size of the payload")
    expect(size, payload.body.count(0), "zeros in the payload")


def expect_failure(code, call):
    """The call fails with this code; its details are returned."""
    try:
        call()
    except grpc.RpcError as error:
        expect(code, error.code(), f"status code ({error.details()!r})")
        return error.details()
    raise CaseFailed(f"status code: expected {code}, was OK")


def expect_end(replies):
    """No reply is left, and the call ends well."""
    expect(None, next(replies, None), "another reply")
    expect(grpc.StatusCode.OK, replies.code(), "status code")


def zeros(size):
    return messages_pb2.Payload(body=bytes(size))


def large(**fields):
    return messages_pb2.SimpleRequest(response_size=LARGE_RESPONSE, payload=zeros(LARGE_REQUEST), **fields)


def flag(value):
    return messages_pb2.BoolValue(value=value)


def duplex(size, response_size):
    return messages_pb2.StreamingOutputCallRequest(
        payload=zeros(size), response_parameters=[messages_pb2.ResponseParameters(size=response_size)]
    )


class Requests:
    """Requests of a stream that are sent one by one."""

    def __init__(self):
        self._queue = queue.Queue()

    def send(self, request):
        self._queue.put(request)

    def close(self):
        self._queue.put(None)

    def __iter__(self):
        return iter(self._queue.get, None)


def empty_unary(peer):
    expect(empty_pb2.Empty(), peer.test.EmptyCall(empty_pb2.Empty(), timeout=LIMIT), "reply")


def large_unary(peer):
    expect_zeros(LARGE_RESPONSE, peer.test.UnaryCall(large(), timeout=LIMIT).payload)


def client_streaming(peer):
    requests = (messages_pb2.StreamingInputCallRequest(payload=zeros(size)) for size in REQUEST_SIZES)
    reply = peer.test.StreamingInputCall(requests, timeout=LIMIT)
    expect(74922, reply.aggregated_payload_size, "aggregated payload size")


def server_streaming(peer):
    request = messages_pb2.StreamingOutputCallRequest(
        response_parameters=[messages_pb2.ResponseParameters(size=size) for size in RESPONSE_SIZES]
    )
    replies = peer.test.StreamingOutputCall(request, timeout=LIMIT)
    for size in RESPONSE_SIZES:
        expect_zeros(size, next(replies).payload)
    expect_end(replies)


def ping_pong(peer):
    requests = Requests()
    replies = peer.test.FullDuplexCall(iter(requests), timeout=LIMIT)
    for size, response_size in zip(REQUEST_SIZES, RESPONSE_SIZES):
        requests.send(duplex(size, response_size))
        expect_zeros(response_size, next(replies).payload)
    requests.close()
    expect_end(replies)


def empty_stream(peer):
    expect_end(peer.test.FullDuplexCall(iter(()), timeout=LIMIT))


def client_compressed_unary(peer):
    expect_failure(
        grpc.StatusCode.INVALID_ARGUMENT,
        lambda: peer.test.UnaryCall(large(expect_compressed=flag(True)), timeout=LIMIT),
    )
    for compressed in (True, False):
        reply = peer.test.UnaryCall(
            large(expect_compressed=flag(compressed)),
            compression=grpc.Compression.Gzip if compressed else grpc.Compression.NoCompression,
            timeout=LIMIT,
        )
        expect_zeros(LARGE_RESPONSE, reply.payload)


class Wire:
    """A connection of its own, and the bytes that the server sent on it."""

    def __init__(self, peer):
        self._relay = Relay(peer.host, peer.port)
        self._channel = grpc.insecure_channel(self._relay.target)
        self._seen = 0
        self.test = test_pb2_grpc.TestServiceStub(self._channel)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._channel.close()
        self._relay.close()

    def expect(self, plain, compressed):
        """Since the last time: that many bytes as they are, and that many more compressed, which is to say hardly any."""
        received = self._relay.received - self._seen
        self._seen += received
        if not plain <= received < plain + max(plain, compressed) // 10:
            raise CaseFailed(f"bytes on the wire: {received}, for {plain} plain ones and {compressed} compressed")


def server_compressed_unary(peer):
    with Wire(peer) as wire:
        expect_zeros(LARGE_RESPONSE, wire.test.UnaryCall(large(response_compressed=flag(True)), timeout=LIMIT).payload)
        wire.expect(plain=0, compressed=LARGE_RESPONSE)
        expect_zeros(LARGE_RESPONSE, wire.test.UnaryCall(large(response_compressed=flag(False)), timeout=LIMIT).payload)
        wire.expect(plain=LARGE_RESPONSE, compressed=0)


def server_compressed_streaming(peer):
    request = messages_pb2.StreamingOutputCallRequest(
        response_parameters=[
            messages_pb2.ResponseParameters(size=31415, compressed=flag(True)),
            messages_pb2.ResponseParameters(size=92653, compressed=flag(False)),
        ]
    )
    with Wire(peer) as wire:
        replies = wire.test.StreamingOutputCall(request, timeout=LIMIT)
        expect_zeros(31415, next(replies).payload)
        expect_zeros(92653, next(replies).payload)
        expect_end(replies)
        wire.expect(plain=92653, compressed=31415)


def expect_echo(call):
    expect(ECHO_INITIAL[1], dict(call.initial_metadata()).get(ECHO_INITIAL[0]), ECHO_INITIAL[0])
    expect(ECHO_TRAILING[1], dict(call.trailing_metadata()).get(ECHO_TRAILING[0]), ECHO_TRAILING[0])


def custom_metadata(peer):
    metadata = (ECHO_INITIAL, ECHO_TRAILING)
    reply, call = peer.test.UnaryCall.with_call(large(), metadata=metadata, timeout=LIMIT)
    expect_zeros(LARGE_RESPONSE, reply.payload)
    expect_echo(call)

    replies = peer.test.FullDuplexCall(iter([duplex(LARGE_REQUEST, LARGE_RESPONSE)]), metadata=metadata, timeout=LIMIT)
    expect_zeros(LARGE_RESPONSE, next(replies).payload)
    expect_end(replies)
    expect_echo(replies)


def expect_status_message(peer, message):
    request = messages_pb2.SimpleRequest(response_status=messages_pb2.EchoStatus(code=2, message=message))
    details = expect_failure(grpc.StatusCode.UNKNOWN, lambda: peer.test.UnaryCall(request, timeout=LIMIT))
    expect(message, details, "status message")


def status_code_and_message(peer):
    message = "test status message"
    expect_status_message(peer, message)

    request = messages_pb2.StreamingOutputCallRequest(response_status=messages_pb2.EchoStatus(code=2, message=message))
    replies = peer.test.FullDuplexCall(iter([request]), timeout=LIMIT)
    expect(message, expect_failure(grpc.StatusCode.UNKNOWN, lambda: next(replies)), "status message")


def special_status_message(peer):
    expect_status_message(peer, "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n")


def unimplemented_method(peer):
    expect_failure(grpc.StatusCode.UNIMPLEMENTED, lambda: peer.test.UnimplementedCall(empty_pb2.Empty(), timeout=LIMIT))


def unimplemented_service(peer):
    service = test_pb2_grpc.UnimplementedServiceStub(peer.channel)
    expect_failure(grpc.StatusCode.UNIMPLEMENTED, lambda: service.UnimplementedCall(empty_pb2.Empty(), timeout=LIMIT))


def cancel_after_begin(peer):
    requests = Requests()
    call = peer.test.StreamingInputCall.future(iter(requests), timeout=LIMIT)
    call.cancel()
    expect(grpc.StatusCode.CANCELLED, call.code(), "status code")
    requests.close()


def cancel_after_first_response(peer):
    requests = Requests()
    replies = peer.test.FullDuplexCall(iter(requests), timeout=LIMIT)
    requests.send(duplex(27182, 31415))
    expect_zeros(31415, next(replies).payload)
    replies.cancel()
    expect_failure(grpc.StatusCode.CANCELLED, lambda: next(replies))
    requests.close()


def timeout_on_sleeping_server(peer):
    requests = Requests()
    requests.send(messages_pb2.StreamingOutputCallRequest(payload=zeros(27182)))
    replies = peer.test.FullDuplexCall(iter(requests), timeout=0.001)
    expect_failure(grpc.StatusCode.DEADLINE_EXCEEDED, lambda: next(replies))
    requests.close()


CASES = {
    case.__name__: case
    for case in (
        empty_unary, large_unary, client_streaming, server_streaming, ping_pong, empty_stream,
        client_compressed_unary, server_compressed_unary, server_compressed_streaming,
        custom_metadata, status_code_and_message, special_status_message, unimplemented_method, unimplemented_service,
        cancel_after_begin, cancel_after_first_response, timeout_on_sleeping_server,
    )
}  # fmt: skip


class Peer:
    def __init__(self, host, port):
        self.host, self.port = host, port
        self.channel = grpc.insecure_channel(f"{host}:{port}")
        self.test = test_pb2_grpc.TestServiceStub(self.channel)


def report(name, peer):
    try:
        CASES[name](peer)
    except Exception as error:  # Whatever a case ends with is its result, and the next one is run.
        print(json.dumps({"case": name, "passed": False, "error": f"{type(error).__name__}: {error}"}), flush=True)
        print(f"{name} failed: {error}", file=sys.stderr)
        return False
    print(json.dumps({"case": name, "passed": True}), flush=True)
    return True


def main():
    flags = argparse.ArgumentParser()
    flags.add_argument("--server_host", default="127.0.0.1")
    flags.add_argument("--server_port", type=int, required=True)
    flags.add_argument("--test_case", required=True)
    flags.add_argument("--use_tls", choices=["false"], default="false")
    arguments = flags.parse_args()

    names = arguments.test_case.split(",")
    if unknown := [name for name in names if name not in CASES]:
        flags.error(f"no such case: {', '.join(unknown)}")

    peer = Peer(arguments.server_host, arguments.server_port)
    with peer.channel:
        results = [report(name, peer) for name in names]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
