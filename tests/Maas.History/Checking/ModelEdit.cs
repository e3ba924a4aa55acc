using Maas.Contract;

namespace Maas.History.Checking;

/// <summary>UpdateModel: with a mask exactly what it names, without one what is not empty.</summary>
internal static class ModelEdit
{
    private static readonly (string Path, Func<UpdateModelRequest, bool> IsGiven, Action<UpdateModelRequest, Model> Set)[] Fields =
    [
        ("name", request => request.Name.Length > 0, (request, model) => model.Name = request.Name),
        ("description", request => request.Description.Length > 0, (request, model) => model.Description = request.Description),
        ("is_public", request => request.IsPublic, (request, model) => model.IsPublic = request.IsPublic),
        ("docker_image", request => request.DockerImage.Length > 0, (request, model) => model.DockerImage = request.DockerImage),
        ("storage_path", request => request.StoragePath.Length > 0, (request, model) => model.StoragePath = request.StoragePath),
        ("size", request => request.Size != 0, (request, model) => model.Size = request.Size),
        ("checksum", request => request.Checksum.Length > 0, (request, model) => model.Checksum = request.Checksum),
        ("tags", request => request.Tags.Count > 0, (request, model) =>
        {
            model.Tags.Clear();
            model.Tags.Add(request.Tags.Distinct());
        }),
        ("metadata", request => request.Metadata.Count > 0, (request, model) =>
        {
            model.Metadata.Clear();
            model.Metadata.Add(request.Metadata);
        }),
    ];

    public static IEnumerable<string> Applied(UpdateModelRequest request)
    {
        var mask = request.UpdateMask?.Paths ?? [];
        return Fields.Where(field => mask.Count == 0 ? field.IsGiven(request) : mask.Contains(field.Path)).Select(field => field.Path);
    }

    public static void Apply(UpdateModelRequest request, Model model)
    {
        var applied = Applied(request).ToHashSet();
        foreach (var field in Fields.Where(field => applied.Contains(field.Path)))
        {
            field.Set(request, model);
        }
    }
}
