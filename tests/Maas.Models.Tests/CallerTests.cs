namespace Maas.Models.Tests;

public class CallerTests
{
    private static readonly Caller Anna = new("anna", "acme", "r-1");

    [Theory]
    [InlineData("acme", false, true, true)]
    [InlineData("acme", true, true, true)]
    [InlineData("other", false, false, false)]
    [InlineData("other", true, true, false)]
    public void ACallerOfATenant_ReadsItsOwnAndPublicModels_AndChangesItsOwn(string tenant, bool isPublic, bool reads, bool changes)
    {
        var model = Models.Registered with { TenantId = tenant, IsPublic = isPublic };

        Anna.CanRead(model).ShouldBe(reads);
        Anna.CanChange(model).ShouldBe(changes);
        Caller.Trusted("r").CanRead(model).ShouldBeTrue();
        Caller.Trusted("r").CanChange(model).ShouldBeTrue();
    }

    [Fact]
    public void TenantToWrite_None_IsTheCallersOwn()
    {
        Anna.TenantToWrite("").ShouldBe("acme");
        Caller.Trusted("r").TenantToWrite("").ShouldBe("default");
    }

    [Fact]
    public void TenantToWrite_Named_IsThatOneIfAllowed()
    {
        Anna.TenantToWrite("acme").ShouldBe("acme");
        Caller.Trusted("r").TenantToWrite("other").ShouldBe("other");
        var error = Should.Throw<RegistryException>(() => Anna.TenantToWrite("other"));
        (error.Code, error.Reason).ShouldBe((RegistryErrorCode.PermissionDenied, RegistryReason.TenantForbidden));
    }

    [Fact]
    public void IdempotencyScope_DiffersByTenantAndSubject()
    {
        string[] scopes =
        [
            Anna.IdempotencyScope,
            (Anna with { Tenant = "other" }).IdempotencyScope,
            (Anna with { Subject = "ben" }).IdempotencyScope,
            Caller.Trusted("r").IdempotencyScope,
        ];

        scopes.Distinct().Count().ShouldBe(4);
        (Anna with { RequestId = "r-2" }).IdempotencyScope.ShouldBe(Anna.IdempotencyScope);
    }
}
