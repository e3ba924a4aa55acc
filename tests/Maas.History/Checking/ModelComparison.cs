using Google.Protobuf;
using Maas.Contract;

namespace Maas.History.Checking;

/// <summary>Whether models are the same, where tags are a set and where the registry makes some fields by itself.</summary>
internal static class ModelComparison
{
    /// <summary>All but the order of the tags.</summary>
    public static bool IsSame(Model one, Model other) => Sorted(one).Equals(Sorted(other));

    /// <summary>What differs between a model that is expected and one that was made, but for what the registry makes; null for nothing.</summary>
    public static string? Difference(Model expected, Model actual)
    {
        var (one, other) = (Bare(expected), Bare(actual));
        if (expected.Id.Length > 0)
        {
            (one.Id, other.Id) = (expected.Id, actual.Id);
            (one.CreatedAt, other.CreatedAt) = (expected.CreatedAt, actual.CreatedAt);
        }

        return one.Equals(other) ? null : $"expected {one}, found {other}";
    }

    /// <summary>Whether replies are the same; what a page token holds is its maker's business, that there is one is not.</summary>
    public static bool IsSame(IMessage expected, IMessage actual) => (expected, actual) switch
    {
        (ListModelsResponse one, ListModelsResponse other) => WithoutToken(one).Equals(WithoutToken(other)),
        _ => expected.Equals(actual),
    };

    private static Model Bare(Model model)
    {
        var bare = Sorted(model);
        (bare.Id, bare.Etag, bare.CreatedAt, bare.UpdatedAt, bare.DeletedAt) = ("", "", null, null, null);
        return bare;
    }

    private static Model Sorted(Model model)
    {
        var sorted = model.Clone();
        sorted.Tags.Clear();
        sorted.Tags.Add(model.Tags.Order(StringComparer.Ordinal));
        return sorted;
    }

    private static ListModelsResponse WithoutToken(ListModelsResponse page)
    {
        var same = page.Clone();
        same.NextPageToken = page.NextPageToken.Length > 0 ? "more" : "";
        return same;
    }
}
