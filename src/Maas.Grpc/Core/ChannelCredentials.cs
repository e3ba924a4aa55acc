namespace Grpc.Core;

/// <summary>Whether a channel speaks TLS.</summary>
public abstract class ChannelCredentials
{
    private protected ChannelCredentials()
    {
    }

    /// <summary>HTTP/2 without TLS.</summary>
    public static ChannelCredentials Insecure { get; } = new InsecureCredentials();

    /// <summary>TLS, with what the system trusts, or what the channel's own handler says.</summary>
    public static ChannelCredentials SecureSsl { get; } = new SslCredentials();

    private sealed class InsecureCredentials : ChannelCredentials;

    private sealed class SslCredentials : ChannelCredentials;
}
