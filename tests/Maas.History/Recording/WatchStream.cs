using System.Globalization;
using Grpc.Core;
using Maas.Contract.V1;

namespace Maas.History.Recording;

/// <summary>One stream of changes, from when it was asked for to its end.</summary>
internal sealed record WatchStream
{
    /// <summary>Who watched, and which way.</summary>
    public required string Client { get; init; }

    public required WatchRequest Request { get; init; }

    /// <summary>Whether a deleted model came with the time of its deletion.</summary>
    public bool ShowsDeletion { get; init; } = true;

    /// <summary>When it was asked for, in ticks of the history's clock.</summary>
    public required long Began { get; init; }

    /// <summary>What came, in the order in which it came.</summary>
    public required IReadOnlyList<ReceivedChanges> Received { get; init; }

    /// <summary>When it had ended.</summary>
    public required long Ended { get; init; }

    /// <summary>Why it ended.</summary>
    public required StatusCode Code { get; init; }

    /// <summary>The reason of the refusal; empty where there was none.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What the refusal told beside its reason.</summary>
    public IReadOnlyDictionary<string, string> Told { get; init; } = new Dictionary<string, string>();

    /// <summary>In one line, for who looks for a fault.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"watch by {Client} {Request}: {Received.Count} responses, {Received.Sum(part => part.Response.Changes.Count)} changes, up to revision {(Received is [.., var last] ? last.Response.Revision : null)}, then {Code} {Reason} {string.Join(", ", Told)}");
}
