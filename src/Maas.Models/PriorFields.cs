using System.Collections.Immutable;

namespace Maas.Models;

/// <summary>
/// Those fields that watches select by, as they were before a change that changed them: whoever selects by the old value has to
/// learn that the model no longer has it. What is null is as it was.
/// </summary>
public sealed record PriorFields
{
    /// <summary>The name before a rename.</summary>
    public string? Name { get; init; }

    /// <summary>The tags before they changed.</summary>
    public ImmutableArray<string>? Tags { get; init; }

    /// <summary>Whether the model was public, before that changed.</summary>
    public bool? IsPublic { get; init; }

    /// <summary>What a change took away.</summary>
    /// <param name="before">The model before the change.</param>
    /// <param name="after">The model after it.</param>
    /// <returns>Null where all of these fields are the same.</returns>
    public static PriorFields? Between(RegisteredModel before, RegisteredModel after)
    {
        var prior = new PriorFields
        {
            Name = before.Name == after.Name ? null : before.Name,
            Tags = before.Tags.SequenceEqual(after.Tags) ? null : before.Tags,
            IsPublic = before.IsPublic == after.IsPublic ? null : before.IsPublic,
        };
        return prior is { Name: null, Tags: null, IsPublic: null } ? null : prior;
    }
}
