namespace Maas.Client.Tests;

/// <summary>Bounds every wait, so that a test that hangs fails instead.</summary>
internal static class Within
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    public static Task Bounded(this Task task) => task.WaitAsync(Bound, TestContext.Current.CancellationToken);

    public static Task<T> Bounded<T>(this Task<T> task) => task.WaitAsync(Bound, TestContext.Current.CancellationToken);
}
