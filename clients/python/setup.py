"""Generates the code before it is packed, so that a checkout can be installed as it is."""

import pathlib
import subprocess

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = pathlib.Path(__file__).resolve().parent
GENERATOR = HERE.parents[1] / "eng" / "proto"


class BuildWithGeneratedCode(build_py):
    def run(self):
        # A source distribution has no eng/proto, but holds what it generated.
        if GENERATOR.exists():
            subprocess.run([GENERATOR, "python"], check=True)
        super().run()


setup(cmdclass={"build_py": BuildWithGeneratedCode})
