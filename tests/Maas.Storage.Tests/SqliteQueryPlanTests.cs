using Maas.Models;
using Maas.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Maas.Storage.Tests;

/// <summary>What SQLite does for each kind of listing, on a database without statistics, as ours are.</summary>
public sealed class SqliteQueryPlanTests : IDisposable
{
    private static readonly ModelPosition Somewhere = new(DateTimeOffset.UnixEpoch, new ModelId(Guid.Empty));

    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public SqliteQueryPlanTests()
    {
        _connection.Open();
        new Schema(StoreMigrations.All, NullLogger.Instance).Migrate(_connection);
    }

    public static TheoryData<string, ModelFilter> Ordered => new()
    {
        { "models_newest", new ModelFilter() },
        { "models_newest", new ModelFilter { FoldedName = "x" } },
        { "models_newest", new ModelFilter { Tags = ["frequent"] } },
        { "models_by_tenant", new ModelFilter { TenantId = "t" } },
        { "models_by_tenant", new ModelFilter { TenantId = "t", FoldedName = "x" } },
        { "models_by_owner", new ModelFilter { OwnerId = "o" } },
        { "models_by_framework", new ModelFilter { Framework = "onnx" } },
        { "models_by_status", new ModelFilter { Status = ModelStatus.Ready } },
        { "models_public", new ModelFilter { PublicOnly = true } },
        { "models_public_by_tenant", new ModelFilter { PublicOnly = true, TenantId = "t" } },
    };

    public void Dispose() => _connection.Dispose();

    [Theory]
    [MemberData(nameof(Ordered))]
    public void Page_WalksTheIndexInOrder(string index, ModelFilter filter)
    {
        foreach (var after in new ModelPosition?[] { null, Somewhere })
        {
            var plan = Plan(filter, after, tagsAreRare: false);
            var covering = filter.FoldedName.Length == 0 ? "COVERING " : "";
            plan.ShouldContain(step => step.Contains($"m USING {covering}INDEX {index}"));
            ShouldSortThePageOnly(plan);
        }
    }

    [Fact]
    public void Page_BehindAPosition_BeginsThere() =>
        Plan(new ModelFilter { TenantId = "t" }, Somewhere, false)[1].ShouldContain("(tenant_id=? AND (created_at,id)<(?,?))");

    [Fact]
    public void Page_ByARareTag_LooksItUp()
    {
        var plan = Plan(new ModelFilter { Tags = ["rare"] }, null, tagsAreRare: true);

        plan.ShouldContain(step => step.Contains("model_tags USING PRIMARY KEY (tag=?)"));
        plan.ShouldContain(step => step.Contains("SEARCH m USING INTEGER PRIMARY KEY (rowid=?)"));
    }

    [Fact]
    public void Page_ByAFrequentTag_AsksEachModel() =>
        Plan(new ModelFilter { Tags = ["frequent"] }, null, tagsAreRare: false)
            .ShouldContain(step => step.Contains("SEARCH t USING COVERING INDEX model_tags_by_model (model=?"));

    // The page's own rows are put in order again, a hundred at most.
    private static void ShouldSortThePageOnly(List<string> plan)
    {
        plan.Count(step => step.Contains("TEMP B-TREE")).ShouldBeLessThanOrEqualTo(1, string.Join("; ", plan));
        plan.FindIndex(step => step.Contains("TEMP B-TREE")).ShouldBeOneOf(-1, plan.Count - 1);
    }

    private List<string> Plan(ModelFilter filter, ModelPosition? after, bool tagsAreRare)
    {
        using var command = new ListSql(new ModelListing { Filter = filter, After = after, Take = 21 }).Page(_connection, tagsAreRare);
        command.CommandText = $"EXPLAIN QUERY PLAN {command.CommandText}";
        using var row = command.ExecuteReader();
        var steps = new List<string>();
        while (row.Read())
        {
            steps.Add(row.GetString(3));
        }

        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', steps));
        return steps;
    }
}
