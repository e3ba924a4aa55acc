namespace Maas.Grpc.Load.Serving;

/// <summary>Who answers.</summary>
internal enum ServerVariant
{
    /// <summary>A bare Kestrel endpoint that writes bytes which it has.</summary>
    Floor,

    /// <summary>The runtime with stock stubs and messages.</summary>
    Stock,

    /// <summary>The runtime with stock stubs, whose replies take each model's kept bytes.</summary>
    Kept,
}
