"""The ten RPCs, and the errors of a running registry, through the blocking client."""

import pickle
import unittest
import uuid

import grpc

from maas_client import NotFoundError, RegistryClient, RegistryError, UnimplementedError, error_of
from tests.failing_calls import FAILING_CALLS, new_model
from tests.registry import ADDRESS, LIMIT, new_name


class RpcTests(unittest.TestCase):
    def setUp(self) -> None:
        self.registry = RegistryClient(ADDRESS, timeout=LIMIT)
        self.addCleanup(self.registry.close)

    def test_a_model_goes_through_its_life(self) -> None:
        name = new_name("life")
        model = self.registry.create_model(
            name=name,
            version="1.0.0",
            framework="pytorch",
            description="a\nb",
            tags=["cv", "中文"],
            metadata={"source": "demo"},
            owner_id="owner",
            tenant_id="tenant",
            is_public=True,
            docker_image="image",
            storage_path="path",
            size=7,
            checksum="sum",
        )
        self.assertEqual(uuid.UUID(model.id).version, 7)
        self.assertEqual((model.name, model.version, model.framework, model.description), (name, "1.0.0", "pytorch", "a\nb"))
        self.assertEqual((list(model.tags), dict(model.metadata)), (["cv", "中文"], {"source": "demo"}))
        self.assertEqual((model.owner_id, model.tenant_id, model.is_public, model.status), ("owner", "tenant", True, "pending"))
        self.assertEqual((model.docker_image, model.storage_path, model.size, model.checksum), ("image", "path", 7, "sum"))
        self.assertEqual(self.registry.get_model(model.id), model)

        page = self.registry.list_models(
            name=name.upper(), framework="pytorch", status="pending", owner_id="owner", tenant_id="tenant", tags=["cv", "a"], is_public=True
        )
        self.assertEqual((list(page.models), page.total, page.page, page.limit), ([model], 1, 1, 20))

        changed = self.registry.update_model(model.id, description="new", size=8, etag=model.etag)
        self.assertEqual((changed.description, changed.size, changed.name), ("new", 8, name))
        self.assertEqual(self.registry.update_model_status(model.id, "ready", etag=changed.etag).status, "ready")

        self.registry.add_model_tags(model.id, ["prod", "cv"])
        self.registry.remove_model_tags(model.id, ["中文", "never there"])
        self.assertEqual(sorted(self.registry.get_model(model.id).tags), ["cv", "prod"])

        self.registry.set_model_metadata(model.id, {"accuracy": "0.97"})
        self.assertEqual(self.registry.get_model_metadata(model.id), {"accuracy": "0.97"})

        self.registry.delete_model(model.id, etag=self.registry.get_model(model.id).etag)
        with self.assertRaises(NotFoundError):
            self.registry.get_model(model.id)

    def test_update_clears_what_is_given_empty_and_leaves_the_rest(self) -> None:
        model = self.registry.create_model(
            name=new_name("clear"), version="1", framework="onnx", description="d", tags=["a"], metadata={"k": "v"}, is_public=True, size=1
        )

        cleared = self.registry.update_model(model.id, description="", tags=[], is_public=False, size=0)

        self.assertEqual((cleared.description, list(cleared.tags), cleared.is_public, cleared.size), ("", [], False, 0))
        self.assertEqual((cleared.name, dict(cleared.metadata)), (model.name, {"k": "v"}))
        self.assertEqual(self.registry.update_model(model.id, metadata={}).metadata, {})
        self.assertEqual(self.registry.update_model(model.id).etag, self.registry.get_model(model.id).etag)

    def test_iter_models_gives_every_model_once_over_several_pages(self) -> None:
        name = new_name("paged")
        made = [self.registry.create_model(name=name, version=str(version), framework="onnx").id for version in range(7)]

        self.assertEqual([model.id for model in self.registry.iter_models(name=name, page_size=3)], made[::-1])

    def test_create_again_with_its_request_id_gives_the_same_model(self) -> None:
        name, request_id = new_name("once"), str(uuid.uuid4())

        first = self.registry.create_model(name=name, version="1", framework="onnx", request_id=request_id)

        self.assertEqual(self.registry.create_model(name=name, version="1", framework="onnx", request_id=request_id), first)

    def test_errors_say_all_that_the_registry_said(self) -> None:
        model = self.registry.create_model(**new_model(new_name("failing")))
        self.registry.update_model(model.id, description="changed")

        for name, case in FAILING_CALLS.items():
            with self.subTest(name):
                with self.assertRaises(RegistryError) as raised:
                    case.call(self.registry, model, model.etag)
                case.check(self, raised.exception, model)

    def test_errors_of_calls_on_the_channel_can_be_read(self) -> None:
        cases = {"Nothing": (b"", UnimplementedError, "METHOD_UNKNOWN"), "GetModel": (b"\xff", RegistryError, "REQUEST_MALFORMED")}
        for method, (request, kind, reason) in cases.items():
            with self.subTest(method):
                with self.assertRaises(grpc.RpcError) as raised:
                    self.registry.channel.unary_unary(f"/model.ModelService/{method}")(request, timeout=LIMIT)
                error = error_of(raised.exception)
                self.assertIs(type(error), kind)
                self.assertEqual((error.reason, error.from_server), (reason, True))

    def test_errors_survive_pickling(self) -> None:
        with self.assertRaises(RegistryError) as raised:
            self.registry.create_model(name="", version="1", framework="onnx")

        copy = pickle.loads(pickle.dumps(raised.exception))

        self.assertEqual((type(copy), str(copy), copy.fields), (type(raised.exception), str(raised.exception), raised.exception.fields))
