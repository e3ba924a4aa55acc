using System.Net.Security;
using Grpc.Core;
using Grpc.Net.Client;

namespace Maas.Grpc.Client.Balancing;

/// <summary>How the connections of a channel with several addresses are secured.</summary>
internal static class TlsOptions
{
    /// <summary>The options of TLS; null for none.</summary>
    /// <exception cref="ArgumentException">The caller has a handler of a kind that has none.</exception>
    public static SslClientAuthenticationOptions? Of(GrpcChannelOptions options)
    {
        var theirs = options.HttpHandler switch
        {
            null => null,
            SocketsHttpHandler { ConnectCallback: null } sockets => sockets.SslOptions,
            _ => throw new ArgumentException(
                "With several addresses the HttpHandler is a SocketsHttpHandler without a ConnectCallback, whose SslOptions are used, or null.",
                nameof(options)),
        };

        return options.Credentials == ChannelCredentials.SecureSsl ? theirs ?? new SslClientAuthenticationOptions() : null;
    }

    /// <summary>The options for a server of a name; copied, since each name has its own.</summary>
    public static SslClientAuthenticationOptions For(string host, SslClientAuthenticationOptions options) => new()
    {
        AllowRenegotiation = options.AllowRenegotiation,
        AllowTlsResume = options.AllowTlsResume,
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        CertificateChainPolicy = options.CertificateChainPolicy,
        CertificateRevocationCheckMode = options.CertificateRevocationCheckMode,
        CipherSuitesPolicy = options.CipherSuitesPolicy,
        ClientCertificateContext = options.ClientCertificateContext,
        ClientCertificates = options.ClientCertificates,
        EnabledSslProtocols = options.EnabledSslProtocols,
        EncryptionPolicy = options.EncryptionPolicy,
        LocalCertificateSelectionCallback = options.LocalCertificateSelectionCallback,
        RemoteCertificateValidationCallback = options.RemoteCertificateValidationCallback,
        TargetHost = options.TargetHost ?? host,
    };
}
