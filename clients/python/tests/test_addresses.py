"""One address or several."""

import unittest

from maas_client import RegistryClient
from maas_client._channel import target_of
from tests.registry import LIMIT
from tests.scripted_server import ScriptedServer


class AddressTests(unittest.TestCase):
    def test_several_addresses_become_one_target(self) -> None:
        self.assertEqual(target_of("registry.example:9090"), "registry.example:9090")
        self.assertEqual(target_of(["registry.example:9090"]), "registry.example:9090")
        self.assertEqual(target_of(["127.0.0.1:1", "127.0.0.2:2"]), "ipv4:127.0.0.1:1,127.0.0.2:2")
        self.assertEqual(target_of(["[::1]:1", "[::2]:2"]), "ipv6:[::1]:1,[::2]:2")

    def test_addresses_that_cannot_be_one_target_are_refused(self) -> None:
        for addresses in ([], ["127.0.0.1:1", "[::1]:1"], ["127.0.0.1:1", "registry.example:1"]):
            with self.subTest(addresses):
                self.assertRaises(ValueError, target_of, addresses)

    def test_several_servers_take_turns_and_one_that_ends_is_left_out(self) -> None:
        with ScriptedServer() as first:
            with ScriptedServer() as second, RegistryClient([first.address, second.address], timeout=LIMIT) as registry:
                # Until both are connected, one may get several calls in turn.
                while not (first.calls and second.calls):
                    registry.get_model("id")
                counts = len(first.calls), len(second.calls)
                for _ in range(10):
                    registry.get_model("id")
                self.assertEqual((len(first.calls) - counts[0], len(second.calls) - counts[1]), (5, 5))

                second.stop()
                taken = len(first.calls)
                for _ in range(4):
                    registry.get_model("id")
                self.assertEqual(len(first.calls) - taken, 4)
