using Microsoft.Extensions.Logging;

namespace Maas.ApiGateway.Tests.Running;

internal sealed record RecordedLog(LogLevel Level, int EventId, string Message, Exception? Exception);
