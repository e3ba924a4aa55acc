namespace Maas.Grpc.Load;

/// <summary>How much is measured.</summary>
/// <param name="WarmUpRuns">How many rounds each variant is warmed up with at most, until its code is compiled for good.</param>
/// <param name="Rounds">How often each variant is measured, all of them in turn.</param>
/// <param name="Gets">Calls of GetModel a round.</param>
/// <param name="Lists">Calls of ListModels a round.</param>
/// <param name="ClientCalls">Calls a round where the client is measured.</param>
/// <param name="StreamRounds">How often each stream is measured.</param>
/// <param name="StreamDivisor">Which part of a stream's messages a round has.</param>
internal sealed record Plan(int WarmUpRuns, int Rounds, int Gets, int Lists, int ClientCalls, int StreamRounds, int StreamDivisor)
{
    public static Plan Full { get; } = new(40, 21, 40_000, 3_000, 20_000, 9, 1);

    /// <summary>Shows that everything runs; its numbers say nothing.</summary>
    public static Plan Quick { get; } = new(1, 3, 1_000, 100, 1_000, 3, 50);
}
