namespace Maas.Client;

/// <summary>Which changes a read has to reflect.</summary>
public enum ReadConsistency
{
    /// <summary>All that this channel has been told of; those that others made within a second.</summary>
    Session = 0,

    /// <summary>All that were acknowledged to anyone before the read.</summary>
    Strong = 1,
}
