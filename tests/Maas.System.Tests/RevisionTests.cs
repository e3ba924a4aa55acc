using Grpc.Core;
using Grpc.Net.Client;
using Maas.Client;
using Maas.Contract;

namespace Maas.SystemTests;

/// <summary>maas-revision and maas-read between a client and the registry.</summary>
public sealed class RevisionTests(RunningSystem system) : IClassFixture<RunningSystem>, IDisposable
{
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(system.GrpcAddress);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private ModelService.ModelServiceClient Models => new(_channel);

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task EveryReply_AndRefusal_TellsItsRevision_InTheTrailers()
    {
        using var created = Models.CreateModelAsync(NewModel(), cancellationToken: Cancelled);
        var id = (await created).Model.Id;
        var first = RevisionIn(created.GetTrailers());
        first.ShouldBeGreaterThan(0);

        var read = Models.GetModelAsync(new GetModelRequest { Id = id }, cancellationToken: Cancelled);
        await read;
        RevisionIn(read.GetTrailers()).ShouldBeGreaterThanOrEqualTo(first);
        var deleted = Models.DeleteModelAsync(new DeleteModelRequest { Id = id }, cancellationToken: Cancelled);
        await deleted;
        var gone = await Should.ThrowAsync<RpcException>(
            () => Models.GetModelAsync(new GetModelRequest { Id = id }, cancellationToken: Cancelled).ResponseAsync);
        RevisionIn(gone.Trailers).ShouldBeGreaterThanOrEqualTo(RevisionIn(deleted.GetTrailers()));
    }

    [Theory]
    [InlineData("maas-read", "strong")]
    [InlineData("maas-revision", "0")]
    [InlineData("maas-revision", "1")]
    public async Task WhatIsThere_IsAnsweredAtOnce(string key, string value)
    {
        await Models.CreateModelAsync(NewModel(), cancellationToken: Cancelled);

        await Models.ListModelsAsync(new ListModelsRequest(), new Metadata { { key, value } }, cancellationToken: Cancelled);
    }

    [Theory]
    [InlineData("maas-read", "Strong")]
    [InlineData("maas-read", "")]
    [InlineData("maas-revision", "-1")]
    [InlineData("maas-revision", " 1")]
    [InlineData("maas-revision", "1.0")]
    [InlineData("maas-revision", "9223372036854775808")]
    public async Task WhatIsMalformed_IsRefusedByItsName(string key, string value)
    {
        var error = await Should.ThrowAsync<RpcException>(
            () => Models.ListModelsAsync(new ListModelsRequest(), new Metadata { { key, value } }, cancellationToken: Cancelled).ResponseAsync);

        error.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        RegistryError.From(error).Fields.Keys.ShouldBe([key]);
    }

    [Fact]
    public async Task ARevisionThatIsToCome_IsWaitedFor()
    {
        using var created = Models.CreateModelAsync(NewModel(), cancellationToken: Cancelled);
        await created;

        // Others may create meanwhile, in other tests: then there is less to wait for.
        var next = RevisionIn(created.GetTrailers()) + 1;
        var read = Models.ListModelsAsync(new ListModelsRequest(), new Metadata { { "maas-revision", $"{next}" } }, cancellationToken: Cancelled);
        await Models.CreateModelAsync(NewModel(), cancellationToken: Cancelled);

        await read;
        RevisionIn(read.GetTrailers()).ShouldBeGreaterThanOrEqualTo(next);
    }

    [Fact]
    public async Task ARevisionThatDoesNotCome_IsOutOfRange()
    {
        var error = await Should.ThrowAsync<RpcException>(() => Models.ListModelsAsync(
            new ListModelsRequest(), new Metadata { { "maas-revision", $"{long.MaxValue}" } }, cancellationToken: Cancelled).ResponseAsync);

        error.StatusCode.ShouldBe(StatusCode.OutOfRange);
        RegistryError.From(error).Reason.ShouldBe("REVISION_NOT_REACHED");
    }

    private static CreateModelRequest NewModel() =>
        new() { Name = $"m-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}", Version = "1", Framework = "onnx" };

    private static long RevisionIn(Metadata trailers) =>
        long.Parse(trailers.GetValue("maas-revision").ShouldNotBeNull(), System.Globalization.CultureInfo.InvariantCulture);
}
