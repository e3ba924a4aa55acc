namespace Maas.ChangeLog;

/// <summary>How much is measured.</summary>
/// <param name="Rounds">How often everything is measured, all of it in turn.</param>
/// <param name="Seconds">How long each load lasts, about.</param>
/// <param name="Readers">How many readers watch.</param>
internal sealed record Plan(int Rounds, int Seconds, int Readers)
{
    public const int Clients = 64;

    public static Plan Full { get; } = new(5, 5, 1_000);

    /// <summary>Shows that everything runs; its numbers say nothing.</summary>
    public static Plan Quick { get; } = new(2, 3, 200);
}
