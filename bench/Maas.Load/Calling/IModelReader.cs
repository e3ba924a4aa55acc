namespace Maas.Load.Calling;

/// <summary>A client as an application has it: requests from objects, replies to objects.</summary>
internal interface IModelReader : IDisposable
{
    /// <summary>Makes one call.</summary>
    /// <exception cref="InvalidDataException">It brought something else than was asked for.</exception>
    Task ReadAsync(ModelCall call, string modelId);
}
