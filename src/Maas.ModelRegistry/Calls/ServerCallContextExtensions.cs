using Grpc.Core;
using Maas.Models;

namespace Maas.ModelRegistry.Calls;

/// <summary>What the registry reads from a call beside its message.</summary>
internal static class ServerCallContextExtensions
{
    private const string RequestIdKey = "x-request-id";
    private const int MaxRequestIdLength = 128;

    extension(ServerCallContext context)
    {
        /// <summary>Who calls. There is no authentication yet, so everyone is the one trusted caller.</summary>
        public Caller Caller => Caller.Trusted(context.RequestId);

        /// <summary>The request's id as the gateway or another client passed it on; empty where there is none or it is malformed.</summary>
        public string RequestId =>
            context.RequestHeaders.GetValue(RequestIdKey) is { Length: <= MaxRequestIdLength } id && id.All(IsAllowed) ? id : "";
    }

    // The characters that the contract allows for X-Request-ID.
    private static bool IsAllowed(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-';
}
