namespace Maas.Models;

/// <summary>A place in the order of a listing, which is newest first and among equals by id, downwards.</summary>
/// <param name="CreatedAt">When the model there was created.</param>
/// <param name="Id">The model there.</param>
public readonly record struct ModelPosition(DateTimeOffset CreatedAt, ModelId Id)
{
    /// <summary>The place of a model.</summary>
    /// <param name="model">The model.</param>
    public static ModelPosition Of(RegisteredModel model) => new(model.CreatedAt, model.Id);
}
