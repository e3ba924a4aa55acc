using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Web;

/// <summary>Which services browsers reach.</summary>
public class GrpcWebOptions
{
    /// <summary>
    /// Whether every mapped service takes gRPC-Web calls unless it has <see cref="DisableGrpcWebAttribute"/>. Defaults to false:
    /// only those with <see cref="EnableGrpcWebAttribute"/> do.
    /// </summary>
    public bool DefaultEnabled { get; set; }

    /// <summary>Services of other servers that are reached through this one. A service that is mapped here is served here.</summary>
    public IList<GrpcWebForwarding> Forwardings { get; } = [];

    /// <summary>
    /// The domain of the <c>google.rpc.ErrorInfo</c> with errors of forwarded calls and of calls of nothing that is served; null,
    /// the default, for the one of <see cref="Server.GrpcServiceOptions.ErrorDomain"/>, and for no details where gRPC is not added.
    /// </summary>
    public string? ErrorDomain { get; set; }

    /// <summary>
    /// Called when a call has ended, with what its client was told; null when its reply was cut off before it could be told. It
    /// must not throw.
    /// </summary>
    public Action<HttpContext, StatusCode?>? OnEnded { get; set; }
}
