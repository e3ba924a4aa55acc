using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using CallStatus = Grpc.Core.Status;

namespace Maas.Client.Tests;

public class RegistryErrorTests
{
    [Fact]
    public void From_WithDetails_ReadsThem()
    {
        var status = new Google.Rpc.Status
        {
            Code = (int)StatusCode.InvalidArgument,
            Message = "Wrong.",
            Details =
            {
                Any.Pack(new ErrorInfo { Type = "INVALID_FIELDS", Domain = "maas", Metadata = { ["field"] = "name" } }),
                Any.Pack(new BadRequest
                {
                    FieldViolations =
                    {
                        new BadRequest.Types.FieldViolation { Field = "name", Description = "must not be empty" },
                        new BadRequest.Types.FieldViolation { Field = "tags", Description = "tag 1 must not be empty" },
                        new BadRequest.Types.FieldViolation { Field = "tags", Description = "tag 2 must not be empty" },
                    },
                }),
            },
        };

        var error = RegistryError.From(status.ToRpcException());

        error.ShouldSatisfyAllConditions(
            () => error.Code.ShouldBe(StatusCode.InvalidArgument),
            () => error.Message.ShouldBe("Wrong."),
            () => error.Reason.ShouldBe("INVALID_FIELDS"),
            () => error.Domain.ShouldBe("maas"),
            () => error.Metadata["field"].ShouldBe("name"),
            () => error.Fields["name"].ShouldBe(["must not be empty"]),
            () => error.Fields["tags"].ShouldBe(["tag 1 must not be empty", "tag 2 must not be empty"]),
            () => error.Fields.Count.ShouldBe(2),
            () => error.IsFromServer.ShouldBeTrue());
    }

    [Fact]
    public void From_WithoutDetails_HasNone()
    {
        var error = RegistryError.From(new RpcException(new CallStatus(StatusCode.Unavailable, "Gone.", new IOException())));

        error.ShouldSatisfyAllConditions(
            () => error.Reason.ShouldBeEmpty(),
            () => error.Domain.ShouldBeEmpty(),
            () => error.Metadata.ShouldBeEmpty(),
            () => error.Fields.ShouldBeEmpty(),
            () => error.IsFromServer.ShouldBeFalse());
    }

    [Fact]
    public void From_DetailsThatAreNone_Throws() => Should.Throw<InvalidProtocolBufferException>(() => RegistryError.From(
        new RpcException(new CallStatus(StatusCode.Internal, ""), new Metadata { { "grpc-status-details-bin", [0xFF] } })));
}
