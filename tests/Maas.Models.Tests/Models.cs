using System.Collections.Immutable;

namespace Maas.Models.Tests;

internal static class Models
{
    public static readonly DateTimeOffset Then = DateTimeOffset.UnixEpoch.AddYears(56);
    public static readonly DateTimeOffset Later = Then.AddSeconds(1.0000019);

    public static NewModel New { get; } = new() { Name = "bert", Version = "1.0.0", Framework = "pytorch" };

    public static RegisteredModel Registered { get; } = Register(New with
    {
        Description = "A model",
        Tags = ["nlp", "base"],
        Metadata = new Dictionary<string, string> { ["source"] = "demo", ["Author"] = "me" },
        Size = 7,
    });

    public static RegisteredModel Register(NewModel request) => RegisteredModel.Register(
        ModelDraft.From(request, "default", new ModelLimits()), new ModelId(Guid.CreateVersion7(Then)), Then);

    public static ImmutableSortedDictionary<string, string> Map(params (string Key, string Value)[] entries) =>
        entries.ToImmutableSortedDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
}
