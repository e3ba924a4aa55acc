namespace Maas.Models;

/// <summary>Where a model is in its life. Any status may follow any other.</summary>
public enum ModelStatus
{
    /// <summary>Registered, nothing done yet: what every new model is.</summary>
    Pending,

    /// <summary>Its image is being built.</summary>
    Building,

    /// <summary>Can be deployed.</summary>
    Ready,

    /// <summary>Is being deployed.</summary>
    Deploying,

    /// <summary>Serves requests.</summary>
    Running,

    /// <summary>Its build or deployment failed.</summary>
    Failed,

    /// <summary>Kept, no longer used.</summary>
    Archived,
}
