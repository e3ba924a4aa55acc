using Google.Rpc;
using Grpc.Core;
using Maas.Contract;
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

    extension(RpcException error)
    {
        public ErrorInfo Info() => error.GetRpcStatus().ShouldNotBeNull().GetDetail<ErrorInfo>().ShouldNotBeNull();

        /// <summary>The fields at fault, each once.</summary>
        public IEnumerable<string> Fields() => error.GetRpcStatus().ShouldNotBeNull().GetDetail<BadRequest>().ShouldNotBeNull()
            .FieldViolations.Select(violation => violation.Field).Distinct();
    }

    extension(WatchedRegistry registry)
    {
        /// <summary>Writes until a watch whose client does not read is cut off.</summary>
        /// <returns>How many models there are then.</returns>
        public async Task<int> WriteUntilCutOffAsync()
        {
            var count = 0;
            while (registry.Count.CutOff == 0)
            {
                (++count).ShouldBeLessThan(2_000);
                await registry.Models.CreateModelAsync(
                    new CreateModelRequest { Name = $"model-{count}", Version = "1", Framework = "onnx", Description = new string('d', 10_000) },
                    cancellationToken: TestContext.Current.CancellationToken);
            }

            return count;
        }
    }
}
