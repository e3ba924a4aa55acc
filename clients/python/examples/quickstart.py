"""Registers a model, tags it, lists it, and handles what goes wrong: quickstart.py [ADDRESS]."""

import sys
import uuid

from maas_client import InvalidArgumentError, NotFoundError, RegistryClient


def main(address: str) -> None:
    name = f"quickstart-{uuid.uuid4()}"
    with RegistryClient(address) as registry:
        # The request_id makes it safe to repeat, so that the client does so while the registry is unavailable.
        model = registry.create_model(name=name, version="1.0.0", framework="onnx", tags=["cv"], request_id=str(uuid.uuid4()))
        print("registered as", model.status)

        registry.add_model_tags(model.id, ["production"])
        print("tagged", ", ".join(sorted(registry.get_model(model.id).tags)))

        for found in registry.iter_models(name=name, tags=["production"]):
            print("listed version", found.version)

        registry.delete_model(model.id)
        try:
            registry.get_model(model.id)
        except NotFoundError as error:
            print("gone:", error.reason)

        try:
            registry.create_model(name="", version="1.0.0", framework="abacus")
        except InvalidArgumentError as error:
            for field, faults in sorted(error.fields.items()):
                print(f"{field}: {'; '.join(faults)}")


if __name__ == "__main__":
    main(*sys.argv[1:] or ["127.0.0.1:9090"])
