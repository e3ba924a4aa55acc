"""Watching: every change once and in order, whatever happens to the streams."""

import threading
import time
import unittest
from itertools import islice

import grpc

from maas_client import (
    CallCancelledError,
    Change,
    InvalidArgumentError,
    OutOfRangeError,
    RegistryClient,
    RegistryError,
    UnavailableError,
    Watch,
)
from tests.changing_server import ChangingServer, Cut
from tests.registry import ADDRESS, LIMIT, new_name
from tests.scripted_server import Failure, with_reason

FELL_BEHIND = with_reason(grpc.StatusCode.OUT_OF_RANGE, "WATCH_FELL_BEHIND", resume_revision="1")
# How a stream that is reset with CANCEL looks from here.
RESET = Failure(grpc.StatusCode.CANCELLED)
COMPACTED = with_reason(grpc.StatusCode.OUT_OF_RANGE, "REVISION_COMPACTED", oldest_revision="40")


def revisions(changes: "Watch", count: int) -> "list[int]":
    return [change.revision for change in islice(changes, count)]


class WatchTests(unittest.TestCase):
    def test_a_stream_that_is_cut_anywhere_is_followed_by_another_without_a_gap_or_a_duplicate(self) -> None:
        for failure in (Failure(), RESET, FELL_BEHIND, None):
            for batch in (1, 2):
                for after in range(5):
                    with self.subTest(failure=failure, batch=batch, after=after):
                        with ChangingServer(newest=5, batch=batch, cuts=[Cut(after, failure)] * 2) as server:
                            with RegistryClient(server.address) as registry, registry.watch(from_revision=1) as changes:
                                self.assertEqual(revisions(changes, 5), [1, 2, 3, 4, 5])
                                self.assertEqual(changes.resume_revision, 6)

    def test_a_watch_from_now_keeps_its_place(self) -> None:
        with ChangingServer(newest=7, cuts=[Cut(1)]) as server, RegistryClient(server.address) as registry:
            with registry.watch() as changes:
                self.assertEqual(changes.resume_revision, 8)
                # Made while no stream may be open.
                server.change(3)
                self.assertEqual(revisions(changes, 3), [8, 9, 10])
        self.assertEqual([request.from_revision for request in server.requests], [0, 8])

    def test_progress_moves_the_place_on(self) -> None:
        with ChangingServer(newest=3, batch=3) as server, RegistryClient(server.address) as registry:
            changes = registry.watch(from_revision=1)
            self.assertEqual(changes.resume_revision, 1)
            next(changes)
            # The two that were received with it are not taken yet.
            self.assertEqual((changes.resume_revision, registry.last_revision), (2, 3))
            next(changes), next(changes)
            self.assertEqual(changes.resume_revision, 4)
            changes.close()

    def test_the_request_says_what_was_asked_for(self) -> None:
        with ChangingServer(newest=1) as server:
            with RegistryClient(server.address, headers={"authorization": "Bearer a", "maas-revision": "1"}, timeout=1) as registry:
                watched = registry.watch(
                    from_revision=1,
                    tenant_id="t",
                    name="n",
                    tags=["a", "b"],
                    kinds=["created"],
                    progress_interval=0.5,
                    headers={"x-request-id": "w"},
                )
                self.assertEqual(next(watched).model.name, "model-1")
                watched.close()
        request = server.requests[0]
        self.assertEqual((request.from_revision, request.tenant_id, request.name), (1, "t", "n"))
        self.assertEqual((list(request.tags), list(request.kinds)), (["a", "b"], ["created"]))
        self.assertEqual((request.progress_interval.seconds, request.progress_interval.nanos), (0, 500_000_000))
        self.assertEqual((server.headers[0]["authorization"], server.headers[0]["x-request-id"]), ("Bearer a", "w"))
        self.assertEqual(server.headers[0]["maas-revision"], "1")
        # grpcio's word for no deadline, in seconds.
        self.assertGreater(server.time_limits[0] or 0, 1e9)

    def test_what_was_watched_is_asked_of_later_answers(self) -> None:
        with ChangingServer(newest=7, cuts=[Cut(2)]) as server, RegistryClient(server.address) as registry:
            with registry.watch(from_revision=6) as changes:
                self.assertEqual(revisions(changes, 2), [6, 7])
            self.assertEqual(registry.last_revision, 7)
        self.assertEqual([headers.get("maas-revision") for headers in server.headers], [None, "6"])

    def test_other_errors_end_it(self) -> None:
        cases = {
            "compacted": (COMPACTED, OutOfRangeError, "REVISION_COMPACTED", {"oldest_revision": "40"}),
            "wrong": (with_reason(grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELDS"), InvalidArgumentError, "INVALID_FIELDS", {}),
            "fault": (Failure(grpc.StatusCode.INTERNAL), RegistryError, "", {}),
            "never again": (Failure(trailers=(("grpc-retry-pushback-ms", "-1"),)), UnavailableError, "", {}),
        }
        for name, (failure, kind, reason, metadata) in cases.items():
            for after in (0, 2):
                with self.subTest(name, after=after), ChangingServer(newest=3, cuts=[Cut(after, failure)]) as server:
                    with RegistryClient(server.address) as registry:
                        changes, taken = registry.watch(from_revision=1), list[Change]()
                        with self.assertRaises(kind) as raised:
                            taken.extend(changes)
                    self.assertEqual((raised.exception.reason, raised.exception.metadata), (reason, metadata))
                    self.assertEqual(len(server.requests), 1)

    def test_one_that_never_begins_is_given_up_after_four_attempts(self) -> None:
        for failure in (Failure(), None):
            with self.subTest(failure), ChangingServer(cuts=[Cut(0, failure)] * 9) as server:
                with RegistryClient(server.address) as registry, self.assertRaises(UnavailableError):
                    registry.watch().open()
                self.assertEqual(len(server.requests), 4)

    def test_one_that_has_begun_is_never_given_up(self) -> None:
        with ChangingServer(newest=1, cuts=[Cut(1)] + [Cut(0)] * 6) as server, RegistryClient(server.address) as registry:
            self.assertEqual(next(registry.watch(from_revision=1)).revision, 1)
            self.assertEqual([request.from_revision for request in server.requests], [1] * 8)

    def test_closing_it_ends_a_wait_at_once(self) -> None:
        pushback = Failure(trailers=(("grpc-retry-pushback-ms", "600000"),))
        for cuts in (list[Cut](), [Cut(1, pushback)]):
            for by_client in (False, True):
                with self.subTest(cuts=cuts, by_client=by_client), ChangingServer(cuts=cuts[:]) as server:
                    registry = RegistryClient(server.address)
                    changes = registry.watch()
                    changes.open()
                    closer = threading.Timer(0.2, registry.close if by_client else changes.close)
                    closer.start()
                    began, taken = time.monotonic(), list[Change]()
                    if by_client:
                        self.assertRaises(CallCancelledError, next, changes)
                    else:
                        taken.extend(changes)
                    self.assertEqual((taken, time.monotonic() - began < LIMIT), ([], True))
                    closer.join()
                    registry.close()
                    self.assertTrue(server.ended.acquire(timeout=LIMIT))

    def test_leaving_the_block_ends_the_stream(self) -> None:
        with ChangingServer(newest=1) as server, RegistryClient(server.address) as registry:
            with registry.watch(from_revision=1) as changes:
                next(changes)
            self.assertTrue(server.ended.acquire(timeout=LIMIT))
            self.assertEqual(list(changes), [])


class RegistryWatchTests(unittest.TestCase):
    def setUp(self) -> None:
        self.writer, self.reader = RegistryClient(ADDRESS, timeout=LIMIT), RegistryClient(ADDRESS, timeout=LIMIT)
        self.addCleanup(self.writer.close)
        self.addCleanup(self.reader.close)

    def test_what_one_client_changes_another_is_told(self) -> None:
        name = new_name("watched")
        with self.reader.watch(name=name, kinds=["created", "tags_changed", "deleted"]) as changes:
            model = self.writer.create_model(name=name, version="1", framework="onnx", headers={"x-request-id": name})
            self.writer.create_model(name=new_name("other"), version="1", framework="onnx")
            self.writer.update_model_status(model.id, "ready")
            self.writer.add_model_tags(model.id, ["a"])
            self.writer.delete_model(model.id)
            told = list(islice(changes, 3))
            self.assertEqual(changes.resume_revision, told[-1].revision + 1)

        self.assertEqual([change.kind for change in told], ["created", "tags_changed", "deleted"])
        self.assertEqual((told[0].model, told[0].request_id), (model, name))
        self.assertEqual((list(told[1].model.tags), told[2].model.deleted_at.seconds > 0), (["a"], True))
        self.assertEqual((told[2].revision, self.reader.last_revision), (self.writer.last_revision,) * 2)
        again = self.reader.watch(from_revision=told[0].revision, name=name, tags=["a"])
        self.assertEqual(revisions(again, 2), [told[1].revision, told[2].revision])
        again.close()

    def test_progress_is_told_where_nothing_matches(self) -> None:
        with self.reader.watch(name=new_name("none"), progress_interval=0.1) as changes:
            before = changes.resume_revision
            self.writer.create_model(name=new_name("other"), version="1", framework="onnx")
            waiting = threading.Thread(target=list, args=(changes,))
            waiting.start()
            ends = time.monotonic() + LIMIT
            while changes.resume_revision == before:
                self.assertLess(time.monotonic(), ends)
            changes.close()
            waiting.join(LIMIT)
            self.assertEqual(changes.resume_revision, self.writer.last_revision + 1)

    def test_refusals_say_what_is_wrong(self) -> None:
        with self.assertRaises(InvalidArgumentError) as wrong:
            next(self.reader.watch(from_revision=-1, progress_interval=1000))
        self.assertEqual(wrong.exception.fields.keys(), {"from_revision", "progress_interval"})
        self.writer.create_model(name=new_name("watched"), version="1", framework="onnx")
        with self.assertRaises(OutOfRangeError) as early:
            self.reader.watch(from_revision=self.writer.last_revision + 1000).open()
        self.assertEqual(early.exception.reason, "REVISION_NOT_REACHED")
        self.assertGreaterEqual(int(early.exception.metadata["newest_revision"]), self.writer.last_revision)
