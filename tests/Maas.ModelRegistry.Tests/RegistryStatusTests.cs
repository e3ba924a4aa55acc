using Google.Rpc;
using Maas.ModelRegistry.Errors;
using Maas.Models;
using Code = Grpc.Core.StatusCode;

namespace Maas.ModelRegistry.Tests;

public class RegistryStatusTests
{
    public static TheoryData<RegistryErrorCode> AllCodes => new(Enum.GetValues<RegistryErrorCode>());

    [Theory]
    [MemberData(nameof(AllCodes))]
    public void CodeOf_EveryCode_HasAStatusOfItsOwn(RegistryErrorCode code)
    {
        var status = RegistryStatus.CodeOf(code);

        status.ShouldNotBe(Code.Unknown);
        Enum.GetValues<RegistryErrorCode>().Count(other => RegistryStatus.CodeOf(other) == status).ShouldBe(1);
    }

    [Fact]
    public void From_WithoutViolations_CarriesErrorInfoAlone()
    {
        var status = RegistryStatus.From(new RegistryException(RegistryErrorCode.StaleEtag, "The etag is stale."));

        status.Code.ShouldBe((int)Code.Aborted);
        status.Message.ShouldBe("The etag is stale.");
        status.Details.ShouldHaveSingleItem().Unpack<ErrorInfo>().ShouldBe(new ErrorInfo { Type = "STALE_ETAG", Domain = "maas" });
    }

    [Fact]
    public void From_WithViolations_NamesEachFieldInBadRequest()
    {
        var status = RegistryStatus.From(new RegistryException(RegistryErrorCode.Invalid, "Two fields are wrong.")
        {
            Violations = [new("name", "is empty"), new("tags", "has an empty tag")],
        });

        status.Details.Count.ShouldBe(2);
        status.Details[1].Unpack<BadRequest>().FieldViolations.Select(violation => (violation.Field, violation.Description))
            .ShouldBe([("name", "is empty"), ("tags", "has an empty tag")]);
    }

    [Fact]
    public void From_WithAPrecondition_NamesIt()
    {
        var id = ModelId.New(TimeProvider.System);

        var status = RegistryStatus.From(RegistryException.StaleEtag(id));

        status.Code.ShouldBe((int)Code.Aborted);
        status.Details.Count.ShouldBe(2);
        status.Details[1].Unpack<PreconditionFailure>().Violations.Select(violation => (violation.Type, violation.Subject))
            .ShouldBe([("ETAG", $"models/{id}")]);
    }
}
