namespace Maas.Grpc.Load;

/// <summary>How much is measured.</summary>
/// <param name="Rounds">How often each variant is measured, all of them in turn.</param>
/// <param name="WarmUpRuns">How many rounds each variant is warmed up with at most, until its code is compiled for good.</param>
/// <param name="Gets">Calls of GetModel a round.</param>
/// <param name="Lists">Calls of ListModels a round.</param>
/// <param name="ClientCalls">Calls a round where the client is measured.</param>
/// <param name="Chunks">Messages a round of a stream that goes one way.</param>
/// <param name="PingPongs">Messages a round that are answered one by one.</param>
/// <param name="StreamRounds">How often each stream is measured.</param>
internal sealed record Plan(int Rounds, int WarmUpRuns, int Gets, int Lists, int ClientCalls, int Chunks, int PingPongs, int StreamRounds)
{
    public static Plan Full { get; } = new(21, 40, 40_000, 3_000, 20_000, 50_000, 5_000, 7);

    /// <summary>Shows that everything runs; its numbers say nothing.</summary>
    public static Plan Quick { get; } = new(3, 1, 1_000, 100, 1_000, 1_000, 200, 3);
}
