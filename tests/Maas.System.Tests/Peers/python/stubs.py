"""The stubs of model.proto and google.rpc's messages, generated for as long as the process runs."""

import atexit
import pathlib
import sys
import tempfile

from grpc_tools import protoc

_PEERS = pathlib.Path(__file__).resolve().parents[1]
_REPOSITORY = _PEERS.parents[2]

_folder = tempfile.TemporaryDirectory()
atexit.register(_folder.cleanup)
_result = protoc.main(
    [
        "protoc",
        f"-I{_REPOSITORY / 'shared' / 'proto'}",
        f"-I{_PEERS / 'protos'}",
        f"-I{_REPOSITORY / 'clients' / 'protos'}",
        # Where grpc_tools keeps google/protobuf, which only its command adds by itself.
        f"-I{pathlib.Path(protoc.__file__).parent / '_proto'}",
        f"--python_out={_folder.name}",
        f"--grpc_python_out={_folder.name}",
        "model.proto",
        "google/rpc/status.proto",
        "google/rpc/error_details.proto",
    ]
)
if _result:
    raise SystemExit("protoc cannot read the protos; eng/test installs what it needs")

# google is a namespace package, so that its rpc may lie elsewhere than its protobuf.
sys.path.append(_folder.name)

import model_pb2  # noqa: E402,F401
import model_pb2_grpc  # noqa: E402,F401
from google.rpc import error_details_pb2, status_pb2  # noqa: E402,F401
