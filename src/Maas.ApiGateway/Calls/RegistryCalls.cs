using Grpc.Core;
using Maas.ApiGateway.Consistency;
using Maas.ApiGateway.Errors;
using Maas.Client;
using Maas.Grpc.Protocol;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Maas.ApiGateway.Calls;

/// <summary>What a request's headers say about the calls that it leads to.</summary>
internal sealed class RegistryCalls(ApiGatewaySettings settings, TimeProvider clock)
{
    public const string GrpcTimeoutHeader = "Grpc-Timeout";

    // gRPC's own limit for a metadata value: printable ASCII.
    private const char FirstPrintable = ' ';
    private const char LastPrintable = '~';

    /// <summary>The options of the calls of one request, once: they share one deadline, and the answer tells the revision that they reflect.</summary>
    /// <exception cref="RequestRefusedException">A header is malformed.</exception>
    public RegistryCallOptions For(HttpContext context) => new()
    {
        Deadline = clock.GetUtcNow() + TimeoutOf(context.Request.Headers),
        RequestId = context.TraceIdentifier,
        TraceParent = Printable(context.Request.Headers.TraceParent),
        TraceState = Printable(context.Request.Headers.TraceState),
        Metadata = CredentialOf(context.Request.Headers.Authorization),
        Revision = RevisionHeader.Of(context.Request),
        ReadConsistency = ReadHeader.Of(context.Request),
        OnRevision = AnswerRevision.Of(context.Response).Note,
    };

    private TimeSpan TimeoutOf(IHeaderDictionary headers)
    {
        var given = headers[GrpcTimeoutHeader];
        if (given.Count == 0)
        {
            return settings.CallTimeout;
        }

        if (given is not [{ } text] || !GrpcTimeout.TryParse(text, out var timeout) || timeout == TimeSpan.Zero)
        {
            throw RequestRefusedException.Invalid(GrpcTimeoutHeader, "must be 1 to 8 digits, not all zero, and one of H, M, S, m, u, n, such as 500m");
        }

        return timeout < settings.CallTimeout ? timeout : settings.CallTimeout;
    }

    private static Metadata CredentialOf(StringValues authorization)
    {
        if (authorization.Count == 0)
        {
            return [];
        }

        return Printable(authorization) is { } credential
            ? new Metadata { { "authorization", credential } }
            : throw RequestRefusedException.Invalid(HeaderNames.Authorization, "must be one value of printable ASCII");
    }

    private static string? Printable(StringValues header) =>
        header is [{ Length: > 0 } value] && !value.AsSpan().ContainsAnyExceptInRange(FirstPrintable, LastPrintable) ? value : null;
}
