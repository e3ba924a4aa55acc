"""Which calls are made again while the registry is unavailable."""

import time
import unittest
from typing import Any, Callable

import grpc

from maas_client import AsyncRegistryClient, DeadlineExceededError, RegistryClient, RegistryError, UnavailableError
from tests.registry import LIMIT
from tests.scripted_server import Failure, ScriptedServer

UNAVAILABLE = Failure(grpc.StatusCode.UNAVAILABLE)
MODEL: dict[str, Any] = {"name": "n", "version": "1", "framework": "onnx"}

REPEATED: dict[str, Callable[[Any], Any]] = {
    "get_model": lambda registry: registry.get_model("id"),
    "list_models": lambda registry: registry.list_models(),
    "get_model_metadata": lambda registry: registry.get_model_metadata("id"),
    "add_model_tags": lambda registry: registry.add_model_tags("id", ["a"]),
    "remove_model_tags": lambda registry: registry.remove_model_tags("id", ["a"]),
    "create_model with a request_id": lambda registry: registry.create_model(request_id="r", **MODEL),
}

MADE_ONCE: dict[str, Callable[[Any], Any]] = {
    "create_model": lambda registry: registry.create_model(**MODEL),
    "update_model": lambda registry: registry.update_model("id", description="d"),
    "delete_model": lambda registry: registry.delete_model("id"),
    "update_model_status": lambda registry: registry.update_model_status("id", "ready"),
    "set_model_metadata": lambda registry: registry.set_model_metadata("id", {}),
    "add_model_tags with an etag": lambda registry: registry.add_model_tags("id", ["a"], etag="e"),
    "remove_model_tags with an etag": lambda registry: registry.remove_model_tags("id", ["a"], etag="e"),
}


class RetryTests(unittest.TestCase):
    def test_calls_that_are_safe_to_repeat_are_until_they_go_well(self) -> None:
        for name, call in REPEATED.items():
            with self.subTest(name), ScriptedServer([UNAVAILABLE] * 2) as server, RegistryClient(server.address, timeout=LIMIT) as registry:
                call(registry)
                self.assertEqual(len(server.calls), 3)

    def test_calls_that_are_safe_to_repeat_are_given_up_after_four_attempts(self) -> None:
        for name, call in REPEATED.items():
            with self.subTest(name), ScriptedServer([UNAVAILABLE] * 9) as server, RegistryClient(server.address, timeout=LIMIT) as registry:
                self.assertRaises(UnavailableError, call, registry)
                self.assertEqual(len(server.calls), 4)

    def test_other_calls_are_made_once(self) -> None:
        for name, call in MADE_ONCE.items():
            with self.subTest(name), ScriptedServer([UNAVAILABLE]) as server, RegistryClient(server.address, timeout=LIMIT) as registry:
                self.assertRaises(UnavailableError, call, registry)
                self.assertEqual(len(server.calls), 1)

    def test_other_errors_are_not_tried_again(self) -> None:
        for name in ("get_model", "add_model_tags"):
            failures = [Failure(grpc.StatusCode.INTERNAL)]
            with self.subTest(name), ScriptedServer(failures) as server, RegistryClient(server.address, timeout=LIMIT) as registry:
                self.assertRaises(RegistryError, REPEATED[name], registry)
                self.assertEqual(len(server.calls), 1)

    def test_the_server_says_when_to_come_back(self) -> None:
        for name in ("get_model", "add_model_tags"):
            failures = [Failure(trailers=(("grpc-retry-pushback-ms", "700"),))]
            with self.subTest(name), ScriptedServer(failures) as server, RegistryClient(server.address, timeout=LIMIT) as registry:
                began = time.monotonic()
                REPEATED[name](registry)
                self.assertGreaterEqual(time.monotonic() - began, 0.65)
                self.assertEqual(len(server.calls), 2)

    def test_the_server_says_not_to_come_back(self) -> None:
        for name in ("get_model", "add_model_tags"):
            failures = [Failure(trailers=(("grpc-retry-pushback-ms", "-1"),))]
            with self.subTest(name), ScriptedServer(failures) as server, RegistryClient(server.address, timeout=LIMIT) as registry:
                self.assertRaises(UnavailableError, REPEATED[name], registry)
                self.assertEqual(len(server.calls), 1)

    def test_no_attempt_is_waited_for_past_the_deadline(self) -> None:
        failures = [Failure(trailers=(("grpc-retry-pushback-ms", "60000"),))]
        with ScriptedServer(failures) as server, RegistryClient(server.address, timeout=LIMIT) as registry:
            began = time.monotonic()
            self.assertRaises(UnavailableError, registry.add_model_tags, "id", ["a"])
            self.assertLess(time.monotonic() - began, LIMIT)

    def test_attempts_share_one_deadline(self) -> None:
        failures = [Failure(trailers=(("grpc-retry-pushback-ms", "300"),))]
        for name in ("get_model", "add_model_tags"):
            with self.subTest(name), ScriptedServer(list(failures), waits=True) as server:
                with RegistryClient(server.address, timeout=2.0) as registry:
                    self.assertRaises(DeadlineExceededError, REPEATED[name], registry)
                first, second = server.times_left
                self.assertLess(second, first - 0.25)


class AsyncRetryTests(unittest.IsolatedAsyncioTestCase):
    async def test_calls_that_are_safe_to_repeat_are_until_they_go_well(self) -> None:
        for name, call in REPEATED.items():
            with self.subTest(name), ScriptedServer([UNAVAILABLE] * 2) as server:
                async with AsyncRegistryClient(server.address, timeout=LIMIT) as registry:
                    await call(registry)
                self.assertEqual(len(server.calls), 3)

    async def test_other_calls_are_made_once(self) -> None:
        for name, call in MADE_ONCE.items():
            with self.subTest(name), ScriptedServer([UNAVAILABLE]) as server:
                async with AsyncRegistryClient(server.address, timeout=LIMIT) as registry:
                    with self.assertRaises(UnavailableError):
                        await call(registry)
                self.assertEqual(len(server.calls), 1)
