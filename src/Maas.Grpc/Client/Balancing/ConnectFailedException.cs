namespace Maas.Grpc.Client.Balancing;

/// <summary>No connection was made, and so nothing of the call that waited for it was sent.</summary>
internal sealed class ConnectFailedException(string message, Exception? cause = null) : IOException(message, cause)
{
    /// <summary>Whether an error, which the handler may have wrapped, is this one.</summary>
    public static bool IsCauseOf(Exception error)
    {
        for (var inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is ConnectFailedException)
            {
                return true;
            }
        }

        return false;
    }
}
