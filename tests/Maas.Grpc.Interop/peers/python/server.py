"""grpc.testing.TestService, served by grpcio on loopback until SIGTERM or Ctrl-C."""

import argparse
import signal
import threading
import time
from concurrent import futures

import grpc
from stubs import empty_pb2, messages_pb2, test_pb2_grpc


class TestService(test_pb2_grpc.TestServiceServicer):
    def EmptyCall(self, request, context):
        return empty_pb2.Empty()

    def UnaryCall(self, request, context):
        self._answer_head(context, request.response_compressed.value)
        self._abort_if_asked(request.response_status, context)
        return messages_pb2.SimpleResponse(payload=self._zeros(request.response_size))

    def StreamingInputCall(self, request_iterator, context):
        size = sum(len(request.payload.body) for request in request_iterator)
        return messages_pb2.StreamingInputCallResponse(aggregated_payload_size=size)

    def StreamingOutputCall(self, request, context):
        self._answer_head(context, any(asked.compressed.value for asked in request.response_parameters))
        yield from self._answer(request, context)

    def FullDuplexCall(self, request_iterator, context):
        self._answer_head(context, False)
        for request in request_iterator:
            yield from self._answer(request, context)

    def _answer(self, request, context):
        self._abort_if_asked(request.response_status, context)
        for asked in request.response_parameters:
            time.sleep(asked.interval_us / 1e6)
            if not asked.compressed.value:
                context.disable_next_message_compression()
            yield messages_pb2.StreamingOutputCallResponse(payload=self._zeros(asked.size))

    @staticmethod
    def _answer_head(context, compress):
        metadata = dict(context.invocation_metadata())
        if compress:
            context.set_compression(grpc.Compression.Gzip)
        trailing, initial = "x-grpc-test-echo-trailing-bin", "x-grpc-test-echo-initial"
        if trailing in metadata:
            context.set_trailing_metadata(((trailing, metadata[trailing]),))
        context.send_initial_metadata(((initial, metadata[initial]),) if initial in metadata else ())

    @staticmethod
    def _abort_if_asked(status, context):
        if status.code:
            context.abort(next(code for code in grpc.StatusCode if code.value[0] == status.code), status.message)

    @staticmethod
    def _zeros(size):
        return messages_pb2.Payload(body=bytes(size))


def main():
    flags = argparse.ArgumentParser()
    flags.add_argument("--port", type=int, default=0)
    flags.add_argument("--use_tls", choices=["false"], default="false")
    arguments = flags.parse_args()

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())

    server = grpc.server(futures.ThreadPoolExecutor())
    test_pb2_grpc.add_TestServiceServicer_to_server(TestService(), server)
    port = server.add_insecure_port(f"127.0.0.1:{arguments.port}")
    server.start()
    print(f"listening on 127.0.0.1:{port}", flush=True)
    stop.wait()
    server.stop(grace=1).wait()


if __name__ == "__main__":
    main()
