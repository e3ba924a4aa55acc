"""Watching through the asyncio client."""

import asyncio
import unittest

from maas_client import AsyncRegistryClient, AsyncWatch, CallCancelledError, OutOfRangeError, UnavailableError
from tests.changing_server import ChangingServer, Cut
from tests.registry import ADDRESS, LIMIT, new_name
from tests.scripted_server import Failure
from tests.test_watch import COMPACTED, FELL_BEHIND, RESET


async def revisions(changes: AsyncWatch, count: int) -> "list[int]":
    return [(await changes.__anext__()).revision for _ in range(count)]


class AsyncWatchTests(unittest.IsolatedAsyncioTestCase):
    async def test_a_stream_that_is_cut_anywhere_is_followed_by_another_without_a_gap_or_a_duplicate(self) -> None:
        for failure in (Failure(), RESET, FELL_BEHIND, None):
            for batch in (1, 2):
                for after in range(5):
                    with self.subTest(failure=failure, batch=batch, after=after):
                        with ChangingServer(newest=5, batch=batch, cuts=[Cut(after, failure)] * 2) as server:
                            async with AsyncRegistryClient(server.address) as registry, registry.watch(from_revision=1) as changes:
                                self.assertEqual(await revisions(changes, 5), [1, 2, 3, 4, 5])
                                self.assertEqual((changes.resume_revision, registry.last_revision), (6, 5))

    async def test_a_watch_from_now_keeps_its_place(self) -> None:
        with ChangingServer(newest=7, cuts=[Cut(1)]) as server:
            async with AsyncRegistryClient(server.address) as registry, registry.watch() as changes:
                self.assertEqual(changes.resume_revision, 8)
                server.change(3)
                self.assertEqual(await revisions(changes, 3), [8, 9, 10])
        self.assertEqual([request.from_revision for request in server.requests], [0, 8])
        self.assertEqual([headers.get("maas-revision") for headers in server.headers], [None, "7"])

    async def test_other_errors_end_it(self) -> None:
        with ChangingServer(cuts=[Cut(0, COMPACTED)]) as server:
            async with AsyncRegistryClient(server.address) as registry:
                with self.assertRaises(OutOfRangeError) as raised:
                    await registry.watch(from_revision=1).open()
        self.assertEqual((raised.exception.reason, raised.exception.metadata), ("REVISION_COMPACTED", {"oldest_revision": "40"}))

    async def test_one_that_never_begins_is_given_up_after_four_attempts(self) -> None:
        for failure in (Failure(), None):
            with self.subTest(failure), ChangingServer(cuts=[Cut(0, failure)] * 9) as server:
                async with AsyncRegistryClient(server.address) as registry:
                    with self.assertRaises(UnavailableError):
                        await registry.watch().open()
                self.assertEqual(len(server.requests), 4)

    async def test_a_task_that_gives_up_waiting_may_wait_again(self) -> None:
        with ChangingServer() as server:
            async with AsyncRegistryClient(server.address) as registry, registry.watch() as changes:
                with self.assertRaises(asyncio.TimeoutError):
                    await asyncio.wait_for(changes.__anext__(), 0.1)
                self.assertTrue(await asyncio.to_thread(server.ended.acquire, timeout=LIMIT))
                server.change(2)
                self.assertEqual(await revisions(changes, 2), [1, 2])

    async def test_closing_it_ends_a_wait_at_once(self) -> None:
        pushback = Failure(trailers=(("grpc-retry-pushback-ms", "600000"),))
        for cuts in (list[Cut](), [Cut(1, pushback)]):
            for by_client in (False, True):
                with self.subTest(cuts=cuts, by_client=by_client), ChangingServer(cuts=cuts[:]) as server:
                    registry = AsyncRegistryClient(server.address)
                    changes = registry.watch()
                    await changes.open()

                    async def iterate() -> "list[int]":
                        return [change.revision async for change in changes]

                    waiting = asyncio.create_task(iterate())
                    self.assertEqual(await asyncio.wait((waiting,), timeout=0.1), (set(), {waiting}))
                    await (registry.close() if by_client else changes.close())
                    if by_client:
                        with self.assertRaises(CallCancelledError):
                            await asyncio.wait_for(waiting, LIMIT)
                    else:
                        self.assertEqual(await asyncio.wait_for(waiting, LIMIT), [])
                    await registry.close()
                    self.assertTrue(await asyncio.to_thread(server.ended.acquire, timeout=LIMIT))

    async def test_leaving_the_block_ends_the_stream(self) -> None:
        with ChangingServer(newest=1) as server:
            async with AsyncRegistryClient(server.address) as registry:
                async with registry.watch(from_revision=1) as changes:
                    await changes.__anext__()
                self.assertTrue(await asyncio.to_thread(server.ended.acquire, timeout=LIMIT))
                self.assertEqual([change async for change in changes], [])

    async def test_what_one_client_changes_another_is_told(self) -> None:
        name = new_name("async-watched")
        async with AsyncRegistryClient(ADDRESS, timeout=LIMIT) as writer, AsyncRegistryClient(ADDRESS, timeout=LIMIT) as reader:
            async with reader.watch(name=name) as changes:
                model = await writer.create_model(name=name, version="1", framework="onnx")
                await writer.delete_model(model.id)
                told = [await asyncio.wait_for(changes.__anext__(), LIMIT) for _ in range(2)]
            self.assertEqual([change.kind for change in told], ["created", "deleted"])
            self.assertEqual((told[0].model, reader.last_revision), (model, writer.last_revision))
