namespace Maas.Models;

/// <summary>What a change did to a model.</summary>
public enum ChangeKind
{
    /// <summary>The model was registered.</summary>
    Created,

    /// <summary>Fields were changed by an update.</summary>
    Updated,

    /// <summary>The status moved.</summary>
    StatusChanged,

    /// <summary>Tags were added or removed.</summary>
    TagsChanged,

    /// <summary>The metadata were replaced.</summary>
    MetadataChanged,

    /// <summary>The model was deleted.</summary>
    Deleted,
}
