using Grpc.AspNetCore.Web;
using Grpc.Core;
using Maas.Grpc.Server.Tests.Protos;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server.Tests.Web;

/// <summary>Which requests are calls by gRPC-Web, and which services they reach.</summary>
public class WebRequestTests
{
    [Theory]
    [InlineData("application/grpc-web+json")]
    [InlineData("application/grpc-web-text+thrift")]
    [InlineData("application/grpc-web-other")]
    public async Task ContentType_OfOtherMessages_Is415(string contentType)
    {
        foreach (var http in (string[])["1.1", "2.0"])
        {
            await using var server = await WebCalls.StartAsync(http);
            using var raw = new RawClient(server.Address);

            var reply = await raw.PostAsync(FramedCall.Frame("hi"), contentType: contentType, version: Version.Parse(http));

            reply.HttpStatus.ShouldBe(415, http);
        }
    }

    [Theory]
    [InlineData("1.1", 404)]
    [InlineData("2.0", 415)]
    public async Task ContentType_ThatOnlyBeginsAlike_IsNoCall(string http, int status)
    {
        await using var server = await WebCalls.StartAsync(http);
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostAsync(FramedCall.Frame("hi"), contentType: "application/grpc-website", version: Version.Parse(http));

        reply.HttpStatus.ShouldBe(status);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Method_OtherThanPost_IsNotAllowed(string http)
    {
        await using var server = await WebCalls.StartAsync(http);
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostAsync(FramedCall.Frame("hi"), contentType: WebCalls.Binary, method: HttpMethod.Put, version: Version.Parse(http));

        reply.HttpStatus.ShouldBe(405);
        reply.Headers["allow"].ShouldBe("POST");
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Preflight_IsLeftToTheApplication(string http)
    {
        await using var server = await RunningServer.StartAsync(
            map: app =>
            {
                app.Use((context, next) =>
                {
                    if (!HttpMethods.IsOptions(context.Request.Method))
                    {
                        return next(context);
                    }

                    context.Response.StatusCode = StatusCodes.Status204NoContent;
                    return Task.CompletedTask;
                });
                app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });
            },
            protocols: WebCalls.Protocols(http));
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostAsync(
            [], contentType: null, method: HttpMethod.Options, version: Version.Parse(http), headers: ("access-control-request-method", "POST"));

        reply.HttpStatus.ShouldBe(204);
    }

    [Fact]
    public async Task Grpc_BesideIt_IsServedAsBefore()
    {
        await using var server = await WebCalls.StartAsync("2.0");

        (await server.Client.SayAsync(new Words { Text = "hi" }).ResponseAsync.Bounded()).Text.ShouldBe("hi");
    }

    [Fact]
    public async Task Plain_BesideIt_IsServedAsBefore()
    {
        await using var server = await WebCalls.StartAsync("1.1");
        using var raw = new RawClient(server.Address);

        var page = await raw.PostAsync([], "/plain", contentType: null, HttpMethod.Get, new Version(1, 1));

        page.HttpStatus.ShouldBe(200);
    }

    [Theory]
    [InlineData(true, "Open", "0")]
    [InlineData(true, "Plain", "0")]
    [InlineData(true, "Closed", "12")]
    [InlineData(false, "Open", "0")]
    [InlineData(false, "Plain", "12")]
    [InlineData(false, "Closed", "12")]
    public async Task Service_IsReachedAsItOrTheDefaultSays(bool defaultEnabled, string service, string status)
    {
        await using var server = await RunningServer.StartAsync(
            map: app =>
            {
                app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = defaultEnabled });
                if (service == "Open")
                {
                    app.MapGrpcService<Open>();
                }
                else if (service == "Closed")
                {
                    app.MapGrpcService<Closed>();
                }
                else
                {
                    app.MapGrpcService<Plain>();
                }
            },
            protocols: WebCalls.Protocols("1.1"));
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostWebAsync("1.1", WebCalls.Binary, RawClient.Frame(0, 0), "/reflected.Reflected/Show");

        reply.GrpcStatus.ShouldBe(status);
    }

    [Fact]
    public async Task OnEnded_IsToldTheStatus()
    {
        List<StatusCode?> told = [];
        var options = new GrpcWebOptions { DefaultEnabled = true, OnEnded = (_, status) => told.Add(status) };
        await using var server = await WebCalls.StartAsync("1.1", web: options);
        using var raw = new RawClient(server.Address);

        await raw.PostWebAsync("1.1", WebCalls.Binary, FramedCall.Frame("hi"));
        await raw.PostWebAsync("1.1", WebCalls.Text, FramedCall.Frame("hi"), "/nobody/Knows");
        await raw.PostWebAsync("1.1", WebCalls.Text, []);

        // Kestrel may have sent the last reply before the middleware returned, so a further request on the same connection settles it.
        await raw.PostAsync([], "/plain", contentType: null, HttpMethod.Get, new Version(1, 1));
        told.ShouldBe([StatusCode.OK, StatusCode.Unimplemented, StatusCode.Unimplemented]);
    }

    [Fact]
    public void UseGrpcWeb_WithNothingToServe_SaysSo()
    {
        var app = WebApplication.CreateSlimBuilder().Build();

        Should.Throw<InvalidOperationException>(() => app.UseGrpcWeb()).Message.ShouldContain("AddGrpc");
    }

    private class Plain : Reflected.ReflectedBase
    {
        public override Task<Thing> Show(Thing request, ServerCallContext context) => Task.FromResult(request);
    }

    [EnableGrpcWeb]
    private sealed class Open : Plain;

    [DisableGrpcWeb]
    private sealed class Closed : Plain;
}
