namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>Handlers that a call keeps waiting.</summary>
internal static class HeldCalls
{
    extension(EchoService service)
    {
        /// <summary>Makes the first call, of whatever kind, wait until it is cancelled. The task ends when it has begun.</summary>
        public Task HoldFirst()
        {
            var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var (say, repeat, collect, chat) = (service.OnSay, service.OnRepeat, service.OnCollect, service.OnChat);
            service.OnSay = async (request, context) =>
            {
                await HoldAsync(context.CancellationToken);
                return await say(request, context);
            };
            service.OnRepeat = async (request, replies, context) =>
            {
                await HoldAsync(context.CancellationToken);
                await repeat(request, replies, context);
            };
            service.OnCollect = async (requests, context) =>
            {
                await HoldAsync(context.CancellationToken);
                return await collect(requests, context);
            };
            service.OnChat = async (requests, replies, context) =>
            {
                await HoldAsync(context.CancellationToken);
                await chat(requests, replies, context);
            };
            return entered.Task;

            Task HoldAsync(CancellationToken ended) =>
                entered.TrySetResult() ? Task.Delay(Timeout.InfiniteTimeSpan, ended) : Task.CompletedTask;
        }
    }
}
