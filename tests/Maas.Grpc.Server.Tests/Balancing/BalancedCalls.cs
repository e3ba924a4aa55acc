using Grpc.Core;
using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests.Balancing;

/// <summary>Calls that tell which server they came to.</summary>
internal static class BalancedCalls
{
    private const int Many = 100_000;

    extension(Echo.EchoClient client)
    {
        public async Task<string> AskAsync(CallOptions options = default) =>
            (await client.SayAsync(new Words(), options).ResponseAsync.Bounded()).Text;

        public async Task<List<string>> AskAsync(int times)
        {
            List<string> answers = [];
            for (var call = 0; call < times; call++)
            {
                answers.Add(await client.AskAsync());
            }

            return answers;
        }

        /// <summary>How a call ends that waits for a server.</summary>
        public async Task<StatusCode> StatusAsync()
        {
            using var call = client.SayAsync(new Words(), new CallOptions().WithWaitForReady());
            await ((Task)call.ResponseAsync.Bounded()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return call.GetStatus().StatusCode;
        }

        /// <summary>Calls until a server answers.</summary>
        public async Task AskAnywhereAsync()
        {
            var status = StatusCode.Unknown;
            for (var call = 0; call < Many && status != StatusCode.OK; call++)
            {
                status = await client.StatusAsync();
            }

            status.ShouldBe(StatusCode.OK);
        }

        /// <summary>Calls until each of these servers has answered, and so is connected.</summary>
        public async Task ReachAsync(params string[] servers)
        {
            HashSet<string> missing = [.. servers];
            for (var call = 0; call < Many && missing.Count > 0; call++)
            {
                missing.Remove(await client.AskAsync());
            }

            missing.ShouldBeEmpty();
        }
    }
}
