"""That no answer is older than what a client has seen."""

from __future__ import annotations

import threading
import unittest
from typing import Any

import grpc

from maas_client import AsyncRegistryClient, NotFoundError, RegistryClient
from maas_client._revisions import Revisions
from tests.registry import ADDRESS, LIMIT, UNKNOWN_ID, new_name
from tests.scripted_server import Failure, ScriptedServer

NOT_FOUND_AT_9 = Failure(grpc.StatusCode.NOT_FOUND, (("maas-revision", "9"),))


def sent(server: ScriptedServer) -> list[Any]:
    return [headers.get("maas-revision") for headers in server.headers]


class RevisionTests(unittest.TestCase):
    def test_the_highest_that_was_seen_is_sent_with_every_call(self) -> None:
        with ScriptedServer(revisions=["5", "3", "9223372036854775807"]) as server, RegistryClient(server.address, timeout=LIMIT) as registry:
            self.assertEqual(registry.last_revision, 0)
            for _ in range(4):
                registry.get_model("id")
            self.assertEqual(registry.last_revision, 2**63 - 1)
        self.assertEqual(sent(server), [None, "5", "5", "9223372036854775807"])

    def test_a_refusal_counts_too(self) -> None:
        with ScriptedServer([NOT_FOUND_AT_9]) as server, RegistryClient(server.address, timeout=LIMIT) as registry:
            self.assertRaises(NotFoundError, registry.get_model, "id")
            registry.delete_model("id")
            self.assertEqual(registry.last_revision, 9)
        self.assertEqual(sent(server), [None, "9"])

    def test_an_attempt_that_failed_counts_for_the_next(self) -> None:
        busy = Failure(trailers=(("maas-revision", "4"),))
        with ScriptedServer([busy]) as server, RegistryClient(server.address, timeout=LIMIT) as registry:
            registry.add_model_tags("id", ["a"])
        self.assertEqual(sent(server), [None, "4"])

    def test_the_callers_counts_where_it_is_higher(self) -> None:
        with ScriptedServer(revisions=["5"]) as server:
            with RegistryClient(server.address, headers={"maas-revision": "2"}, timeout=LIMIT) as registry:
                registry.get_model("id")
                for given in ("4", "6", "a lot"):
                    registry.get_model("id", headers={"Maas-Revision": given})
        self.assertEqual(sent(server), ["2", "5", "6", "a lot"])

    def test_what_cannot_be_a_revision_is_left_alone(self) -> None:
        values: list[str | bytes] = ["", "-1", "+7", " 7", "7.0", "1e3", "٧", "9223372036854775808", "9" * 5000, b"\xff", "7,8"]
        for absurd in values:
            with self.subTest(absurd):
                revisions = Revisions()
                revisions.read([("maas-revision", absurd), ("other", "8")])
                self.assertEqual((revisions.highest, revisions.added_to([])), (0, []))

    def test_strong_reads_say_so(self) -> None:
        with ScriptedServer() as server, RegistryClient(server.address, timeout=LIMIT) as registry:
            registry.get_model("id", strong=True)
            registry.list_models(strong=True)
            list(registry.iter_models(strong=True))
            registry.get_model_metadata("id", strong=True)
            registry.get_model("id")
        self.assertEqual([headers.get("maas-read") for headers in server.headers], ["strong"] * 4 + [None])

    def test_calls_at_once_each_send_at_least_what_was_seen_before(self) -> None:
        threads, calls = 4, 50
        with ScriptedServer(revisions=[str(revision) for revision in range(1, threads * calls + 1)]) as server:
            with RegistryClient(server.address, timeout=LIMIT) as registry:
                def call() -> None:
                    for _ in range(calls):
                        registry.get_model("id", headers={"x-seen-before": str(registry.last_revision)})

                callers = [threading.Thread(target=call) for _ in range(threads)]
                for caller in callers:
                    caller.start()
                for caller in callers:
                    caller.join(LIMIT)
                self.assertEqual(registry.last_revision, threads * calls)
        self.assertEqual(len(server.headers), threads * calls)
        for headers in server.headers:
            self.assertGreaterEqual(int(headers.get("maas-revision", "0")), int(headers["x-seen-before"]))

    def test_the_registry_says_its_revision(self) -> None:
        with RegistryClient(ADDRESS, timeout=LIMIT) as writer, RegistryClient(ADDRESS, timeout=LIMIT) as reader:
            model = writer.create_model(name=new_name("seen"), version="1", framework="onnx")
            self.assertGreater(writer.last_revision, 0)
            handed = {"maas-revision": str(writer.last_revision)}
            self.assertEqual(reader.get_model(model.id, headers=handed, strong=True), model)
            self.assertGreaterEqual(reader.last_revision, writer.last_revision)

    def test_the_registry_says_its_revision_with_a_refusal(self) -> None:
        with RegistryClient(ADDRESS, timeout=LIMIT) as writer, RegistryClient(ADDRESS, timeout=LIMIT) as registry:
            writer.create_model(name=new_name("seen"), version="1", framework="onnx")
            self.assertRaises(NotFoundError, registry.get_model, UNKNOWN_ID)
            self.assertGreaterEqual(registry.last_revision, writer.last_revision)


class AsyncRevisionTests(unittest.IsolatedAsyncioTestCase):
    async def test_the_highest_that_was_seen_is_sent_with_every_call(self) -> None:
        with ScriptedServer([NOT_FOUND_AT_9], revisions=["5", "12"]) as server:
            async with AsyncRegistryClient(server.address, timeout=LIMIT) as registry:
                with self.assertRaises(NotFoundError):
                    await registry.get_model("id")
                await registry.get_model("id", strong=True)
                await registry.add_model_tags("id", ["a"])
                await registry.get_model("id", headers={"maas-revision": "30"})
                self.assertEqual(registry.last_revision, 12)
        self.assertEqual(sent(server), [None, "9", "9", "30"])
        self.assertEqual([headers.get("maas-read") for headers in server.headers], [None, "strong", None, None])
