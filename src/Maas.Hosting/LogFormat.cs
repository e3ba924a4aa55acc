namespace Maas.Hosting;

/// <summary>How log lines are written to standard error.</summary>
public enum LogFormat
{
    /// <summary><see cref="Text"/> on a terminal, <see cref="Json"/> elsewhere.</summary>
    Auto,

    /// <summary>One JSON object a line.</summary>
    Json,

    /// <summary>One line for people.</summary>
    Text,
}
