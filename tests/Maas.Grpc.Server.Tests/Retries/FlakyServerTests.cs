using System.Collections.Concurrent;
using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using Maas.Grpc.Server.Tests.Protos;
using Maas.Grpc.Server.Tests.Raw;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Grpc.Server.Tests.Retries;

/// <summary>Many calls at once of a server that fails most of them in one way or another.</summary>
public class FlakyServerTests
{
    private const int Calls = 300;

    private readonly ConcurrentDictionary<string, int> _seen = new();
    private readonly HttpContextAccessor _http = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Calls_OfAFlakyServer_AllSucceed(bool areUnary)
    {
        var requests = new RequestsInFlight();
        await using var server = await RunningServer.StartAsync(services: services => requests.Watch(services.AddHttpContextAccessor()));
        server.Service.OnSay = async (request, context) =>
        {
            await FailAsync(request.Text, context, afterHead: true);
            return request;
        };
        server.Service.OnRepeat = async (request, replies, context) =>
        {
            await FailAsync(request.Text, context, afterHead: false);
            await replies.WriteAsync(request);
        };
        var policy = RetryOptions.Policy(StatusCode.Unavailable, StatusCode.Internal);
        policy.MaxAttempts = 8;
        var options = RetryOptions.For(policy);
        options.MaxRetryAttempts = 8;
        using var channel = GrpcChannel.ForAddress(server.Address, options);
        var client = new Echo.EchoClient(channel);

        var replies = await Task.WhenAll(Enumerable.Range(0, Calls).Select(async number =>
        {
            var words = new Words { Text = number.ToString(CultureInfo.InvariantCulture) };
            return areUnary ? [(await client.SayAsync(words)).Text] : await ReadAsync(client.Repeat(words));
        })).Bounded();

        replies.ShouldAllBe(texts => texts.Count == 1);
        replies.Select((texts, number) => texts[0] == number.ToString(CultureInfo.InvariantCulture)).ShouldAllBe(isOwn => isOwn);
        _seen.Values.Max().ShouldBeGreaterThan(1);
        await requests.NoneAsync().Bounded();
    }

    private static async Task<List<string>> ReadAsync(AsyncServerStreamingCall<Words> call)
    {
        using (call)
        {
            List<string> texts = [];
            await foreach (var words in call.ResponseStream.ReadAllAsync())
            {
                texts.Add(words.Text);
            }

            return texts;
        }
    }

    /// <summary>Fails the first attempts of a call: a third of the calls twice, a third once, and three the whole connection.</summary>
    private async Task FailAsync(string text, ServerCallContext context, bool afterHead)
    {
        var number = int.Parse(text, CultureInfo.InvariantCulture);
        var attempt = _seen.AddOrUpdate(text, 1, (_, seen) => seen + 1);
        if (attempt == 1 && number % 100 == 50)
        {
            _http.HttpContext!.Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
            context.CancellationToken.ThrowIfCancellationRequested();
        }

        if (attempt > number % 3)
        {
            return;
        }

        switch (number % 4)
        {
            case 0 when afterHead:
                await context.WriteResponseHeadersAsync([]);
                throw new RpcException(new Status(StatusCode.Unavailable, "after the head"));
            case 1:
                _http.HttpContext!.Abort();
                break;
            default:
                throw new RpcException(new Status(StatusCode.Unavailable, "not now"));
        }
    }
}
