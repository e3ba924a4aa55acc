using System.Collections.Concurrent;
using Grpc.Core;

namespace Maas.Grpc.Server.Tests.Retries;

/// <summary>The attempts that reached the echo service, which fails the first of them.</summary>
internal sealed class Attempts
{
    private readonly ConcurrentQueue<(string? Previous, string Text)> _seen = new();

    /// <summary>What each said of those before it.</summary>
    public IEnumerable<string?> Previous => _seen.Select(attempt => attempt.Previous);

    /// <summary>What each sent.</summary>
    public IEnumerable<string> Texts => _seen.Select(attempt => attempt.Text);

    /// <summary>Makes a service fail its first unary calls and streams of replies; the failure is made of the attempt's number, from 1.</summary>
    public static Attempts Of(EchoService service, int failing, Func<int, RpcException>? failure = null)
    {
        var attempts = new Attempts();
        var (say, repeat) = (service.OnSay, service.OnRepeat);
        service.OnSay = (request, context) =>
        {
            Enter(request.Text, context);
            return say(request, context);
        };
        service.OnRepeat = (request, replies, context) =>
        {
            Enter(request.Text, context);
            return repeat(request, replies, context);
        };
        return attempts;

        void Enter(string text, ServerCallContext context)
        {
            attempts._seen.Enqueue((context.RequestHeaders.GetValue("grpc-previous-rpc-attempts"), text));
            if (attempts._seen.Count <= failing)
            {
                throw failure?.Invoke(attempts._seen.Count) ?? new RpcException(new Status(StatusCode.Unavailable, "not now"));
            }
        }
    }
}
