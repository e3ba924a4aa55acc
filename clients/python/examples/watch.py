"""Tells of the changes of the models of one name, whatever happens to the registry, until one is deleted: watch.py ADDRESS NAME."""

import sys

from maas_client import RegistryClient


def main(address: str, name: str) -> None:
    with RegistryClient(address) as registry, registry.watch(name=name) as changes:
        print("watching", flush=True)
        for change in changes:
            print(change.kind, change.model.name, change.model.version, flush=True)
            if change.kind == "deleted":
                return


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
