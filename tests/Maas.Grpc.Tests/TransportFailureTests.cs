using System.Net.Sockets;
using Grpc.Core;
using Maas.Grpc.Client;

namespace Maas.Grpc.Tests;

/// <summary>What SocketsHttpHandler throws when a server accepts a connection and closes it, and what the caller is told.</summary>
public class TransportFailureTests
{
    public static TheoryData<Exception, StatusCode> Failures => new()
    {
        { Refused(HttpRequestError.Unknown, new IOException("No handshake.", new ObjectDisposedException("stream"))), StatusCode.Unavailable },
        { Refused(HttpRequestError.ConnectionError, Reset), StatusCode.Unavailable },
        { Refused(HttpRequestError.InvalidResponse, new HttpIOException(HttpRequestError.InvalidResponse, "No handshake.", new IOException("Cannot read.", Reset))), StatusCode.Unavailable },
        { Refused(HttpRequestError.InvalidResponse, new HttpIOException(HttpRequestError.InvalidResponse, "No handshake.", new HttpIOException(HttpRequestError.ResponseEnded))), StatusCode.Unavailable },
        { Refused(HttpRequestError.InvalidResponse, new HttpIOException(HttpRequestError.InvalidResponse, "No handshake.")), StatusCode.Internal },
        { Refused(HttpRequestError.Unknown, new IOException("Aborted.", new IOException("Cannot write.", Reset))), StatusCode.Unavailable },
        { Reset, StatusCode.Unavailable },
        { Refused(HttpRequestError.ConfigurationLimitExceeded, null), StatusCode.ResourceExhausted },
        { new InvalidOperationException(), StatusCode.Internal },
    };

    private static SocketException Reset => new((int)SocketError.ConnectionReset);

    [Theory]
    [MemberData(nameof(Failures))]
    public void Explain_AnyWayTheHandlerSaysIt_IsTheSameForTheCaller(Exception error, StatusCode expected)
    {
        var failure = TransportFailure.Explain(error, "server:1");

        failure.StatusCode.ShouldBe(expected);
        failure.Status.DebugException.ShouldBe(error);
    }

    private static HttpRequestException Refused(HttpRequestError kind, Exception? inner) => new(kind, "Cannot send.", inner);
}
