"""What the package is as a package: typed, beside others in one process, and installed."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parents[1]
REPOSITORY = HERE.parents[1]


def run(*command: str, folder: pathlib.Path = HERE, path: str = "") -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(part for part in (path, str(HERE / "src")) if part)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


class PackageTests(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_types_hold_by_mypy_strict(self) -> None:
        checked = run("mypy", "--cache-dir", str(self.folder))
        self.assertEqual((checked.returncode, checked.stderr), (0, ""), checked.stdout)

    def test_a_wrong_name_is_found_by_mypy(self) -> None:
        wrong = self.folder / "wrong.py"
        wrong.write_text("import maas_client\nmaas_client.RegistryClient('a').get_model('b').nmae\n")
        checked = run("mypy", "--cache-dir", str(self.folder), str(wrong))
        self.assertIn('"Model" has no attribute "nmae"', checked.stdout)

    def test_a_stub_of_the_same_file_may_be_loaded_too(self) -> None:
        self._generate_stub("shared/proto")
        for code in ("import maas_client, model_pb2", "import model_pb2, maas_client"):
            with self.subTest(code):
                loaded = run(sys.executable, "-c", code, path=str(self.folder))
                self.assertEqual((loaded.returncode, loaded.stderr), (0, ""))

    def test_a_stub_of_another_file_is_named_as_what_is_in_the_way(self) -> None:
        self._generate_stub("eng/buf/frozen")
        loaded = run(sys.executable, "-c", "import model_pb2, maas_client", path=str(self.folder))
        self.assertEqual(loaded.returncode, 1)
        self.assertIn("ImportError: this process has loaded another model.proto", loaded.stderr)

    def test_what_is_built_is_whole(self) -> None:
        base, lib = self.folder / "base", self.folder / "lib"
        built = run(sys.executable, "setup.py", "--quiet", "build", f"--build-base={base}", f"--build-lib={lib}")
        self.assertEqual(built.returncode, 0, built.stderr)

        package = lib / "maas_client"
        self.assertTrue((package / "py.typed").exists())
        self.assertTrue((package / "_generated" / "model_pb2.pyi").exists())
        loaded = run(sys.executable, "-c", "import maas_client; print(maas_client.__file__)", folder=self.folder, path=str(lib))
        self.assertEqual(loaded.stdout.strip(), str(package / "__init__.py"), loaded.stderr)

    def _generate_stub(self, protos: str) -> None:
        subprocess.run(["protoc", f"-I{REPOSITORY / protos}", f"--python_out={self.folder}", "model.proto"], check=True, timeout=60)
