namespace Maas.Grpc.Server;

/// <summary>Waits for work whose outcome is somebody else's to look at.</summary>
internal static class SettledTask
{
    extension(Task task)
    {
        /// <summary>A task that ends with this one, and well however this one ends.</summary>
        public Task Settled() => task.IsCompleted ? Task.CompletedTask : task.ContinueWith(
            static ended => ended.Exception,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
