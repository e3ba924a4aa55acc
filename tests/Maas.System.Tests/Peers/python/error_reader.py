"""Errors of the registry, read by grpcio.

usage: error_reader.py ADDRESS MODEL_ID STALE_ETAG

Makes calls that fail, and prints what each error says: a line of JSON.
"""

import json
import sys

import grpc
from stubs import error_details_pb2, model_pb2, model_pb2_grpc, status_pb2

LIMIT = 20  # seconds a call
UNKNOWN_ID = "01900000-0000-7000-8000-000000000000"
OVER_THE_LIMIT = 4 * 1024 * 1024 + 1
DETAILS = (error_details_pb2.ErrorInfo, error_details_pb2.BadRequest, error_details_pb2.PreconditionFailure)


def unpack(detail):
    for kind in DETAILS:
        if detail.Is(kind.DESCRIPTOR):
            message = kind()
            detail.Unpack(message)
            return message
    raise SystemExit(f"unexpected detail {detail.type_url}")


def report(name, error):
    status = status_pb2.Status.FromString(dict(error.trailing_metadata())["grpc-status-details-bin"])
    details = [unpack(detail) for detail in status.details]
    infos = [detail for detail in details if isinstance(detail, error_details_pb2.ErrorInfo)]
    fields = [
        {"field": violation.field, "description": violation.description}
        for detail in details
        if isinstance(detail, error_details_pb2.BadRequest)
        for violation in detail.field_violations
    ]
    preconditions = [
        {"type": violation.type, "subject": violation.subject, "description": violation.description}
        for detail in details
        if isinstance(detail, error_details_pb2.PreconditionFailure)
        for violation in detail.violations
    ]
    return {
        "call": name,
        "code": error.code().name,
        "message": error.details(),
        "status_code": status.code,
        "status_message": status.message,
        "details": [detail.DESCRIPTOR.full_name for detail in details],
        "reason": ",".join(info.reason for info in infos),
        "domain": ",".join(info.domain for info in infos),
        "fields": fields,
        "preconditions": preconditions,
    }


def main(address, model_id, stale_etag):
    with grpc.insecure_channel(address) as channel:
        models = model_pb2_grpc.ModelServiceStub(channel)
        wrong = model_pb2.CreateModelRequest(framework="中文", tags=[""], size=-1)
        large = model_pb2.CreateModelRequest(name="large", version="1", framework="onnx", description="d" * OVER_THE_LIMIT)
        stale = model_pb2.UpdateModelRequest(id=model_id, description="late", etag=stale_etag)
        calls = {
            "malformed id": lambda: models.GetModel(model_pb2.GetModelRequest(id="not-a-uuid"), timeout=LIMIT),
            "wrong fields": lambda: models.CreateModel(wrong, timeout=LIMIT),
            "stale etag": lambda: models.UpdateModel(stale, timeout=LIMIT),
            "unknown id": lambda: models.GetModel(model_pb2.GetModelRequest(id=UNKNOWN_ID), timeout=LIMIT),
            "unknown method": lambda: channel.unary_unary("/model.ModelService/Nothing")(b"", timeout=LIMIT),
            "request too large": lambda: models.CreateModel(large, timeout=LIMIT),
        }
        for name, call in calls.items():
            try:
                call()
            except grpc.RpcError as error:
                print(json.dumps(report(name, error)))
            else:
                raise SystemExit(f"{name}: the call went well")


if __name__ == "__main__":
    main(*sys.argv[1:])
