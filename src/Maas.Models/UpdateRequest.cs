using System.Collections.Immutable;

namespace Maas.Models;

// Reads a ModelUpdate: which of its fields count, and whether those are right.
internal sealed class UpdateRequest(ModelUpdate request, FieldRules rules, Violations violations)
{
    private static readonly ImmutableArray<string> Paths =
        ["name", "description", "tags", "metadata", "is_public", "docker_image", "storage_path", "size", "checksum"];

    // Fields that are not named are not looked at: a caller may send back a whole model and name one of them.
    public ModelEdit Read()
    {
        if (!CheckMask())
        {
            return new ModelEdit();
        }

        return new ModelEdit
        {
            Name = Counts("name", request.Name.Length > 0) ? rules.Name(request.Name) : null,
            Description = Counts("description", request.Description.Length > 0) ? rules.Description(request.Description) : null,
            Tags = Counts("tags", request.Tags.Count > 0) ? rules.Tags(request.Tags) : null,
            Metadata = Counts("metadata", request.Metadata.Count > 0) ? rules.Metadata(request.Metadata) : null,
            IsPublic = Counts("is_public", request.IsPublic) ? request.IsPublic : null,
            DockerImage = Counts("docker_image", request.DockerImage.Length > 0) ? rules.DockerImage(request.DockerImage) : null,
            StoragePath = Counts("storage_path", request.StoragePath.Length > 0) ? rules.StoragePath(request.StoragePath) : null,
            Size = Counts("size", request.Size != 0) ? rules.Size(request.Size) : null,
            Checksum = Counts("checksum", request.Checksum.Length > 0) ? rules.Checksum(request.Checksum) : null,
        };
    }

    private bool Counts(string path, bool isGiven) => request.Mask.Count == 0 ? isGiven : request.Mask.Contains(path);

    // False when the mask is too long to be read, so that it does not say which fields count.
    private bool CheckMask()
    {
        var most = FieldRules.MostRepeats * Paths.Length;
        if (request.Mask.Count > most)
        {
            violations.Add("update_mask", $"has {request.Mask.Count} paths; at most {most} are allowed, repeated ones included");
            return false;
        }

        foreach (var path in request.Mask)
        {
            if (!Paths.Contains(path))
            {
                violations.Add("update_mask", path, static path => $"{Echo.Quote(path)} is none of {string.Join(", ", Paths)}");
            }
        }

        return true;
    }
}
