using Maas.Grpc.Bench;
using Maas.Load.Serving;
using Maas.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Load.Data;

/// <summary>Data folders with the same models, gone in the end: a folder has one process at a time.</summary>
internal sealed class SeededFolder : IDisposable
{
    private const int Batch = 50;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("maas-load-");

    private int _copies;

    private SeededFolder()
    {
    }

    /// <summary>One of the models, neither the first nor the last.</summary>
    public string ModelId { get; private set; } = "";

    private string Seed => Path.Combine(_root.FullName, "seed");

    /// <summary>Registers models as the registry does, and closes the database.</summary>
    public static async Task<SeededFolder> CreateAsync(int models)
    {
        var folder = new SeededFolder();
        try
        {
            await folder.RegisterAsync(models);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>A folder of its own for one process.</summary>
    public string Copy()
    {
        var copy = _root.CreateSubdirectory($"copy-{++_copies}");
        foreach (var file in Directory.EnumerateFiles(Seed))
        {
            File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
        }

        return copy.FullName;
    }

    public void Dispose() => _root.Delete(recursive: true);

    private async Task RegisterAsync(int models)
    {
        var registry = await ServiceApps.RegistryAsync(StoreKind.Sqlite, Seed);
        await using var app = registry.Application;
        var catalog = app.Services.GetRequiredService<ModelCatalog>();
        foreach (var batch in Enumerable.Range(0, models).Chunk(Batch))
        {
            var made = await Task.WhenAll(batch.Select(number => catalog.CreateAsync(Caller.Trusted(""), Make(number), CancellationToken.None)));
            ModelId = batch[0] <= models / 2 ? made[0].Value.Id.ToString() : ModelId;
        }
    }

    private static NewModel Make(int number)
    {
        var model = ExampleModels.Make(number);
        return new NewModel
        {
            Name = model.Name,
            Description = model.Description,
            Version = model.Version,
            Framework = model.Framework,
            Tags = model.Tags,
            Metadata = model.Metadata,
            OwnerId = model.OwnerId,
            TenantId = model.TenantId,
            StoragePath = model.StoragePath,
            Size = model.Size,
            Checksum = model.Checksum,
        };
    }
}
