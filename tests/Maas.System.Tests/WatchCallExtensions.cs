using Grpc.Core;
using Maas.Contract.V1;

namespace Maas.SystemTests;

/// <summary>Reads watches, each wait bounded.</summary>
internal static class WatchCallExtensions
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    extension(AsyncServerStreamingCall<WatchResponse> watch)
    {
        public async Task<WatchResponse> NextAsync()
        {
            (await watch.ResponseStream.MoveNext().WaitAsync(Bound, TestContext.Current.CancellationToken)).ShouldBeTrue();
            return watch.ResponseStream.Current;
        }

        /// <summary>Reads on until this many changes have come.</summary>
        public async Task<List<Change>> ChangesAsync(int count)
        {
            List<Change> changes = [];
            while (changes.Count < count)
            {
                changes.AddRange((await watch.NextAsync()).Changes);
            }

            return changes;
        }

        /// <summary>Reads on to the end, which is always an error.</summary>
        public async Task<(List<WatchResponse> Responses, RpcException Error)> ToEndAsync()
        {
            List<WatchResponse> responses = [];
            while (true)
            {
                try
                {
                    responses.Add(await watch.NextAsync());
                }
                catch (RpcException error)
                {
                    return (responses, error);
                }
            }
        }
    }
}
