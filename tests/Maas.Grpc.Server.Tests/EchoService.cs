using Grpc.Core;
using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests;

/// <summary>A service whose unary method does what a test says.</summary>
internal sealed class EchoService : Echo.EchoBase
{
    public Func<Words, ServerCallContext, Task<Words>> OnSay { get; set; } = (request, _) => Task.FromResult(request);

    public override Task<Words> Say(Words request, ServerCallContext context) => OnSay(request, context);
}
