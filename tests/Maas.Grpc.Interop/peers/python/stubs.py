"""grpc.testing's stubs, generated from Debian's copy of its protos for as long as the process runs."""

import atexit
import os
import tempfile

import grpc
from grpc_tools import protoc

_PROTOS = "/usr/share/grpc-proto"

_folder = tempfile.TemporaryDirectory()
atexit.register(_folder.cleanup)
_result = protoc.main(
    ["protoc", f"-I{_PROTOS}", f"--python_out={_folder.name}", f"--grpc_python_out={_folder.name}"]
    + [f"grpc/testing/{name}.proto" for name in ("empty", "messages", "test")]
)
if _result:
    raise SystemExit(f"protoc cannot read {_PROTOS}; eng/test installs it")

# The stubs are modules of a package grpc.testing, inside the package grpc, which is grpcio's.
grpc.__path__.append(os.path.join(_folder.name, "grpc"))

from grpc.testing import empty_pb2, messages_pb2, test_pb2_grpc  # noqa: E402,F401
