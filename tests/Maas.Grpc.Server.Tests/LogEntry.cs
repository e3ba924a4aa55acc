using Microsoft.Extensions.Logging;

namespace Maas.Grpc.Server.Tests;

internal sealed record LogEntry(LogLevel Level, int EventId, string Message, Exception? Exception);
