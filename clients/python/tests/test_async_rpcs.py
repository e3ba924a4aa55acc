"""The ten RPCs, and the errors of a running registry, through the asyncio client."""

import asyncio
import unittest

from maas_client import AsyncRegistryClient, NotFoundError, RegistryError
from tests.failing_calls import FAILING_CALLS, new_model
from tests.registry import ADDRESS, LIMIT, new_name


class AsyncRpcTests(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.registry = AsyncRegistryClient(ADDRESS, timeout=LIMIT)
        self.addAsyncCleanup(self.registry.close)

    async def test_a_model_goes_through_its_life(self) -> None:
        name = new_name("async-life")
        model = await self.registry.create_model(name=name, version="1.0.0", framework="pytorch", tags=["cv"], metadata={"a": "b"})
        self.assertEqual((model.name, model.status, list(model.tags), dict(model.metadata)), (name, "pending", ["cv"], {"a": "b"}))
        self.assertEqual(await self.registry.get_model(model.id), model)
        self.assertEqual(list((await self.registry.list_models(name=name, tags=["cv"])).models), [model])

        changed = await self.registry.update_model(model.id, tags=[], description="new", etag=model.etag)
        self.assertEqual((list(changed.tags), changed.description), ([], "new"))
        self.assertEqual((await self.registry.update_model_status(model.id, "ready")).status, "ready")

        await self.registry.add_model_tags(model.id, ["prod", "cv"])
        await self.registry.remove_model_tags(model.id, ["cv"])
        self.assertEqual(list((await self.registry.get_model(model.id)).tags), ["prod"])

        await self.registry.set_model_metadata(model.id, {"c": "d"})
        self.assertEqual(await self.registry.get_model_metadata(model.id), {"c": "d"})

        await self.registry.delete_model(model.id)
        with self.assertRaises(NotFoundError):
            await self.registry.get_model(model.id)

    async def test_iter_models_gives_every_model_once_over_several_pages(self) -> None:
        name = new_name("async-paged")
        made = await asyncio.gather(
            *(self.registry.create_model(name=name, version=str(version), framework="onnx") for version in range(7))
        )

        found = [model.id async for model in self.registry.iter_models(name=name, page_size=3)]

        self.assertEqual(sorted(found), sorted(model.id for model in made))

    async def test_errors_say_all_that_the_registry_said(self) -> None:
        model = await self.registry.create_model(**new_model(new_name("async-failing")))
        await self.registry.update_model(model.id, description="changed")

        for name, case in FAILING_CALLS.items():
            with self.subTest(name):
                with self.assertRaises(RegistryError) as raised:
                    await case.call(self.registry, model, model.etag)
                case.check(self, raised.exception, model)
