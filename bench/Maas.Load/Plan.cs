namespace Maas.Load;

/// <summary>How much is measured.</summary>
/// <param name="Models">How many models are registered.</param>
/// <param name="WarmUpRuns">How many rounds each process is warmed up with at most, until its code is compiled for good.</param>
/// <param name="Rounds">How often everything is measured, all of it in turn.</param>
/// <param name="Calls">Calls of GetModel a round; of those that cost more, fewer.</param>
internal sealed record Plan(int Models, int WarmUpRuns, int Rounds, int Calls)
{
    public const int InFlight = 32;

    // One after the other, a call takes several times as long.
    private const int AloneDivisor = 5;

    public static Plan Full { get; } = new(1000, 40, 11, 16_000);

    /// <summary>Shows that everything runs; its numbers say nothing.</summary>
    public static Plan Quick { get; } = new(200, 1, 3, 640);

    /// <summary>How many times a call is made in a round, this many at the same time.</summary>
    public int CallsOf(ModelCall call, int inFlight) => Calls / call.Weight / (inFlight == 1 ? AloneDivisor : 1);
}
