using Maas.Models.Watching;

namespace Maas.Models.Tests.Watching;

public class WatchRequestTests
{
    private static readonly Caller Trusted = Caller.Trusted("r");
    private static readonly Caller Anna = new("anna", "acme", "r");

    [Fact]
    public void From_NothingGiven_IsAllFromNow()
    {
        var request = Read(Trusted, new WatchQuery());

        (request.After, request.ProgressInterval).ShouldBe((null, TimeSpan.FromSeconds(10)));
        request.Selection.ShouldBe(new ChangeSelection());
    }

    [Fact]
    public void From_EveryField_IsMadeComparable()
    {
        var request = Read(Trusted, new WatchQuery
        {
            FromRevision = 7, TenantId = "t", Name = "Bert", Tags = ["b", "a", "b"], Kinds = ["deleted", "created", "deleted"],
            ProgressInterval = TimeSpan.FromMinutes(10),
        });

        (request.After, request.ProgressInterval).ShouldBe((6, TimeSpan.FromMinutes(10)));
        var selection = request.Selection;
        (selection.TenantId, selection.Name, selection.PublicOnly).ShouldBe(("t", "Bert", false));
        selection.Tags.ShouldBe(["a", "b"]);
        selection.Kinds.ShouldBe([ChangeKind.Created, ChangeKind.Deleted]);
    }

    [Theory]
    [InlineData("", "acme", false)]
    [InlineData("acme", "acme", false)]
    [InlineData("zeta", "zeta", true)]
    public void From_ACallerOfATenant_IsItsOwnOrThePublicModelsOfAnother(string named, string tenant, bool isPublicOnly)
    {
        var selection = Read(Anna, new WatchQuery { TenantId = named }).Selection;

        (selection.TenantId, selection.PublicOnly).ShouldBe((tenant, isPublicOnly));
    }

    [Theory]
    [InlineData(99)]
    [InlineData(600_001)]
    [InlineData(0)]
    [InlineData(-1)]
    public void From_AnIntervalOutOfBounds_IsRefused(int milliseconds)
    {
        var error = Should.Throw<RegistryException>(
            () => Read(Trusted, new WatchQuery { ProgressInterval = TimeSpan.FromMilliseconds(milliseconds) }));

        error.Violations.ShouldBe([new FieldViolation("progress_interval", "must be between 0.1 seconds and 10 minutes")]);
    }

    [Fact]
    public void From_ManyFaults_NamesEveryField()
    {
        var error = Should.Throw<RegistryException>(() => Read(Trusted, new WatchQuery
        {
            FromRevision = long.MinValue, TenantId = "\n", Name = "\0", Tags = [""], Kinds = ["Created"], ProgressInterval = TimeSpan.MinValue,
        }));

        error.Code.ShouldBe(RegistryErrorCode.Invalid);
        error.Violations.Select(violation => violation.Field)
            .ShouldBe(["tenant_id", "name", "tags", "kinds", "from_revision", "progress_interval"]);
        error.Violations[3].Description.ShouldBe(
            "'Created' is unknown; it is one of created, updated, status_changed, tags_changed, metadata_changed, deleted");
    }

    [Fact]
    public void From_FarTooManyKinds_AreRefusedUnread()
    {
        var error = Should.Throw<RegistryException>(() => Read(Trusted, new WatchQuery { Kinds = [.. Enumerable.Repeat("x", 61)] }));

        error.Violations.ShouldBe([new FieldViolation("kinds", "has 61 items; at most 60 are allowed")]);
    }

    private static WatchRequest Read(Caller caller, WatchQuery query) => WatchRequest.From(caller, query, new ModelLimits());
}
