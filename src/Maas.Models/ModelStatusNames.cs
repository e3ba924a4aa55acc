using System.Collections.Immutable;

namespace Maas.Models;

/// <summary>The names that statuses have on the wire and in storage.</summary>
public static class ModelStatusNames
{
    /// <summary>Every name, in the order of a model's life: <c>pending</c> to <c>archived</c>.</summary>
    public static ImmutableArray<string> All { get; } =
        [.. Enum.GetValues<ModelStatus>().Select(status => status.WireName)];

    /// <summary>Reads a status from its wire name; the case counts.</summary>
    /// <param name="name">The name.</param>
    /// <param name="status">The status, or <see cref="ModelStatus.Pending"/> when there is none of that name.</param>
    /// <returns>Whether there is a status of that name.</returns>
    public static bool TryParse(string? name, out ModelStatus status)
    {
        var index = name is null ? -1 : All.IndexOf(name);
        status = (ModelStatus)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Reads a status from a wire name that is known to be one, as stores do.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The status.</returns>
    /// <exception cref="ArgumentException">There is no status of that name.</exception>
    public static ModelStatus Parse(string name) => TryParse(name, out var status)
        ? status
        : throw new ArgumentException($"There is no status named '{name}'.", nameof(name));

    extension(ModelStatus status)
    {
        /// <summary>The status's name on the wire, in lower case.</summary>
        public string WireName => status switch
        {
            ModelStatus.Pending => "pending",
            ModelStatus.Building => "building",
            ModelStatus.Ready => "ready",
            ModelStatus.Deploying => "deploying",
            ModelStatus.Running => "running",
            ModelStatus.Failed => "failed",
            ModelStatus.Archived => "archived",
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "There is no such status."),
        };
    }
}
