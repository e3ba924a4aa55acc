using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Maas.Contract;

namespace Maas.ApiGateway.Models;

/// <summary>Messages of the registry as REST shows them.</summary>
internal static class ModelViews
{
    // Microseconds, as the contract has them; a Timestamp's DateTime is UTC.
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public static ModelView ToView(this Model model) => new()
    {
        Id = model.Id,
        Name = model.Name,
        Description = NullIfEmpty(model.Description),
        Version = model.Version,
        Framework = model.Framework,
        Status = model.Status,
        Size = model.Size,
        Checksum = NullIfEmpty(model.Checksum),
        StoragePath = NullIfEmpty(model.StoragePath),
        DockerImage = NullIfEmpty(model.DockerImage),
        Tags = model.Tags,
        Metadata = model.Metadata.AsReadOnly(),
        Aliases = model.Aliases,
        OwnerId = NullIfEmpty(model.OwnerId),
        TenantId = NullIfEmpty(model.TenantId),
        IsPublic = model.IsPublic,
        Etag = NullIfEmpty(model.Etag),
        CreatedAt = ToText(model.CreatedAt),
        UpdatedAt = ToText(model.UpdatedAt),
    };

    public static ModelListView ToView(this ListModelsResponse page) => new()
    {
        Models = [.. page.Models.Select(ToView)],
        Total = page.Total,
        Page = page.Page,
        Limit = page.Limit,
        NextPageToken = NullIfEmpty(page.NextPageToken),
    };

    public static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    public static string? ToText(Timestamp? time) => time?.ToDateTime().ToString(TimeFormat, CultureInfo.InvariantCulture);
}
