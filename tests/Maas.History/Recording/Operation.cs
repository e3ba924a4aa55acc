using System.Globalization;
using Google.Protobuf;
using Maas.Contract;

namespace Maas.History.Recording;

/// <summary>A call that a client made, and what came of it.</summary>
internal sealed record Operation
{
    private const string Prefix = "op-";

    /// <summary>Its number in the history, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Who made it, and which way.</summary>
    public required string Client { get; init; }

    /// <summary>The request of the RPC that it is, whichever way it went.</summary>
    public required IMessage Request { get; init; }

    /// <summary>Whether the client, or the gateway, may have made the call more than once.</summary>
    public bool MayRepeat { get; init; }

    /// <summary>Of a listing by page token, the last model of the page before.</summary>
    public Model? After { get; init; }

    /// <summary>When it was begun, in ticks of the history's clock.</summary>
    public required long Began { get; init; }

    /// <summary>When its outcome was known.</summary>
    public required long Ended { get; init; }

    public required Outcome Outcome { get; init; }

    /// <summary>The <c>x-request-id</c> that it carried: it names the operation in the change log.</summary>
    public string RequestId => RequestIdOf(Number);

    public bool IsRead => Request is GetModelRequest or ListModelsRequest or GetModelMetadataRequest;

    public static string RequestIdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number}");

    /// <summary>In one line, for who looks for a fault.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{RequestId} [{Seconds(Began)}..{Seconds(Ended)}] {Client}: {Request.Descriptor.Name} {Request} -> {Shown(Outcome)}");

    private static string Seconds(long ticks) => TimeSpan.FromTicks(ticks).TotalSeconds.ToString("0.000000", CultureInfo.InvariantCulture);

    private static string Shown(Outcome outcome) => outcome switch
    {
        Outcome.Answered answered => $"ok at {answered.Revision?.ToString(CultureInfo.InvariantCulture) ?? "?"}: {answered.Reply}",
        Outcome.Refused refused => $"{refused.Code} {refused.Reason} at {refused.Revision?.ToString(CultureInfo.InvariantCulture) ?? "?"}",
        Outcome.Undone undone => $"not done: {undone.Why}",
        Outcome.Lost lost => $"unknown: {lost.Why}",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "There is no such outcome."),
    };
}
