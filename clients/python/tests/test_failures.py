"""Errors made on this side, beside those of a server, and the deadlines and headers that calls have."""

import asyncio
import socket
import threading
import time
import unittest

import grpc
from google.protobuf.any_pb2 import Any

import maas_client
from maas_client import AsyncRegistryClient, CallCancelledError, DeadlineExceededError, RegistryClient, RegistryError, UnavailableError
from maas_client._generated.error_details_pb2 import Status
from tests.registry import LIMIT
from tests.scripted_server import Failure, ScriptedServer, with_reason

# Long enough for a call to reach its server on a busy machine, and short enough to wait for.
SHORT = 0.5

KINDS = {
    "INVALID_ARGUMENT": maas_client.InvalidArgumentError,
    "NOT_FOUND": maas_client.NotFoundError,
    "ALREADY_EXISTS": maas_client.AlreadyExistsError,
    "ABORTED": maas_client.AbortedError,
    "FAILED_PRECONDITION": maas_client.FailedPreconditionError,
    "OUT_OF_RANGE": maas_client.OutOfRangeError,
    "PERMISSION_DENIED": maas_client.PermissionDeniedError,
    "UNAUTHENTICATED": maas_client.UnauthenticatedError,
    "RESOURCE_EXHAUSTED": maas_client.ResourceExhaustedError,
    "UNIMPLEMENTED": maas_client.UnimplementedError,
    "UNAVAILABLE": maas_client.UnavailableError,
    "DEADLINE_EXCEEDED": maas_client.DeadlineExceededError,
    "CANCELLED": maas_client.CallCancelledError,
    "UNKNOWN": RegistryError,
    "INTERNAL": RegistryError,
    "DATA_LOSS": RegistryError,
}


def closed_port() -> str:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{listener.getsockname()[1]}"


class FailureTests(unittest.TestCase):
    def test_every_code_has_its_kind_and_is_known_to_be_the_servers(self) -> None:
        self.assertEqual(set(KINDS), {code.name for code in grpc.StatusCode} - {"OK"})
        for name, kind in KINDS.items():
            code = grpc.StatusCode[name]
            with self.subTest(name), ScriptedServer([with_reason(code, "SCRIPTED")]) as server, RegistryClient(server.address) as registry:
                with self.assertRaises(RegistryError) as raised:
                    registry.delete_model("id", timeout=LIMIT)
                error = raised.exception
                self.assertIs(type(error), kind)
                self.assertEqual((error.code, error.reason, error.from_server), (code, "SCRIPTED", True))
                self.assertEqual(str(error), f"{name}: scripted")

    def test_nobody_listens_is_unavailable_made_here(self) -> None:
        with RegistryClient(closed_port(), timeout=LIMIT) as registry, self.assertRaises(UnavailableError) as raised:
            registry.delete_model("id")
        self.assertEqual((raised.exception.from_server, raised.exception.reason), (False, ""))

    def test_no_answer_in_time_is_deadline_exceeded_made_here(self) -> None:
        with ScriptedServer(waits=True) as server, RegistryClient(server.address) as registry:
            with self.assertRaises(DeadlineExceededError) as raised:
                registry.get_model("id", timeout=SHORT)
        self.assertFalse(raised.exception.from_server)

    def test_the_clients_timeout_is_that_of_a_call_without_one(self) -> None:
        with ScriptedServer(waits=True) as server, RegistryClient(server.address, timeout=SHORT) as registry:
            began = time.monotonic()
            with self.assertRaises(DeadlineExceededError):
                registry.get_model("id")
        self.assertLess(time.monotonic() - began, LIMIT)

    def test_closing_the_client_cancels_its_calls(self) -> None:
        with ScriptedServer(waits=True) as server:
            registry = RegistryClient(server.address, timeout=LIMIT)

            def close_once_called() -> None:
                server.called.wait(LIMIT)
                registry.close()

            closer = threading.Thread(target=close_once_called)
            closer.start()
            with self.assertRaises(CallCancelledError) as raised:
                registry.get_model("id")
            closer.join()
        self.assertFalse(raised.exception.from_server)

    def test_a_reply_over_the_limit_is_made_here(self) -> None:
        options = {"grpc.max_receive_message_length": 1}
        with ScriptedServer() as server, RegistryClient(server.address, options=options, timeout=LIMIT) as registry:
            with self.assertRaises(maas_client.ResourceExhaustedError) as raised:
                registry.get_model("id")
        self.assertFalse(raised.exception.from_server)

    def test_details_that_are_none_leave_code_and_message(self) -> None:
        failure = with_reason(grpc.StatusCode.NOT_FOUND, "")
        broken = type(failure)(failure.code, (("grpc-status-details-bin", b"\xff"),))
        with ScriptedServer([broken]) as server, RegistryClient(server.address, timeout=LIMIT) as registry:
            with self.assertRaises(maas_client.NotFoundError) as raised:
                registry.get_model("id")
        self.assertEqual((raised.exception.message, raised.exception.from_server), ("scripted", False))

    def test_one_detail_that_is_none_leaves_code_and_message(self) -> None:
        detail = Any(type_url="type.googleapis.com/google.rpc.ErrorInfo", value=b"\xff")
        status = Status(code=grpc.StatusCode.NOT_FOUND.value[0], details=[detail])
        broken = Failure(grpc.StatusCode.NOT_FOUND, (("grpc-status-details-bin", status.SerializeToString()),))
        with ScriptedServer([broken]) as server, RegistryClient(server.address, timeout=LIMIT) as registry:
            with self.assertRaises(maas_client.NotFoundError) as raised:
                registry.get_model("id")
        self.assertEqual((raised.exception.message, raised.exception.reason), ("scripted", ""))

    def test_closing_the_client_ends_a_call_that_waits_for_its_next_attempt(self) -> None:
        wait = Failure(trailers=(("grpc-retry-pushback-ms", "500"),))
        with ScriptedServer([wait]) as server:
            registry = RegistryClient(server.address, timeout=LIMIT)

            def close_once_called() -> None:
                server.called.wait(LIMIT)
                registry.close()

            closer = threading.Thread(target=close_once_called)
            closer.start()
            self.assertRaises(CallCancelledError, registry.add_model_tags, "id", ["a"])
            closer.join()
            self.assertEqual(len(server.calls), 1)

    def test_a_closed_client_takes_no_calls(self) -> None:
        registry = RegistryClient(closed_port())
        registry.close()
        self.assertRaises(CallCancelledError, registry.get_model, "id")

    def test_headers_of_the_client_and_of_the_call_are_sent(self) -> None:
        with ScriptedServer() as server:
            with RegistryClient(server.address, headers={"authorization": "Bearer a", "x-request-id": "1"}, timeout=LIMIT) as registry:
                registry.get_model("id", headers={"X-Request-ID": "2"})
        self.assertEqual((server.headers[0]["authorization"], server.headers[0]["x-request-id"]), ("Bearer a", "2"))


class AsyncFailureTests(unittest.IsolatedAsyncioTestCase):
    async def test_nobody_listens_is_unavailable_made_here(self) -> None:
        async with AsyncRegistryClient(closed_port(), timeout=LIMIT) as registry:
            with self.assertRaises(UnavailableError) as raised:
                await registry.delete_model("id")
        self.assertFalse(raised.exception.from_server)

    async def test_no_answer_in_time_is_deadline_exceeded_made_here(self) -> None:
        with ScriptedServer(waits=True) as server:
            async with AsyncRegistryClient(server.address) as registry:
                with self.assertRaises(DeadlineExceededError) as raised:
                    await registry.get_model("id", timeout=SHORT)
        self.assertFalse(raised.exception.from_server)

    async def test_a_cancelled_task_sees_its_cancellation(self) -> None:
        with ScriptedServer(waits=True) as server:
            async with AsyncRegistryClient(server.address, timeout=LIMIT) as registry:
                task = asyncio.create_task(registry.get_model("id"))
                self.assertTrue(await asyncio.to_thread(server.called.wait, LIMIT))
                task.cancel()
                with self.assertRaises(asyncio.CancelledError):
                    await task

    async def test_closing_the_client_cancels_its_calls_and_no_task(self) -> None:
        with ScriptedServer(waits=True) as server:
            registry = AsyncRegistryClient(server.address, timeout=LIMIT)
            task = asyncio.create_task(registry.get_model("id"))
            self.assertTrue(await asyncio.to_thread(server.called.wait, LIMIT))
            await registry.close()
            with self.assertRaises(CallCancelledError):
                await task

    async def test_a_closed_client_takes_no_calls(self) -> None:
        registry = AsyncRegistryClient(closed_port())
        await registry.close()
        with self.assertRaises(CallCancelledError):
            await registry.get_model("id")

    async def test_headers_of_the_client_and_of_the_call_are_sent(self) -> None:
        with ScriptedServer() as server:
            async with AsyncRegistryClient(server.address, headers={"authorization": "Bearer a"}, timeout=LIMIT) as registry:
                await registry.get_model("id", headers={"x-request-id": "2"})
        self.assertEqual((server.headers[0]["authorization"], server.headers[0]["x-request-id"]), ("Bearer a", "2"))
