namespace Maas.Grpc.Server.Tests;

/// <summary>What tasks fail with that nobody looks at.</summary>
internal static class UnobservedExceptions
{
    /// <summary>Whether an action leaves one that has a text of its own. It is to keep none of its tasks.</summary>
    public static bool AreLeftBy(Action action, string text)
    {
        var unobserved = false;
        EventHandler<UnobservedTaskExceptionEventArgs> watch = (_, raised) => unobserved |= raised.Exception.ToString().Contains(text);
        TaskScheduler.UnobservedTaskException += watch;
        try
        {
            action();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= watch;
        }

        return unobserved;
    }
}
