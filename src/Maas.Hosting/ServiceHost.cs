using System.Net;
using Maas.Hosting.Metrics;
using Maas.Hosting.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Maas.Hosting;

/// <summary>What every service is made of before it adds its own: Kestrel, logs, metrics, time and shutdown.</summary>
public static class ServiceHost
{
    /// <summary>Starts the composition of a service.</summary>
    /// <param name="name">The service's name in logs and metrics.</param>
    /// <param name="settings">Checked settings.</param>
    /// <returns>A builder that reads no file and no environment variable of its own.</returns>
    public static WebApplicationBuilder CreateBuilder(string name, ServiceSettings settings)
    {
        // Not CreateBuilder: that one reads appsettings.json from the working directory, and variables of other prefixes.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });

        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.ShutdownTimeout);
        builder.Services.AddSingleton<IHostLifetime, ProcessOwnedLifetime>();
        builder.Services.AddRouting();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton(settings);
        builder.Services.AddSingleton<RequestIdMiddleware>();
        builder.Services.AddSingleton<RequestLogMiddleware>();
        builder.Services.AddSingleton<PrometheusEndpoint>();
        AddLogging(builder.Logging, settings);
        return builder;
    }

    /// <summary>Listens on a port of the host that the settings name.</summary>
    /// <param name="kestrel">The server's options.</param>
    /// <param name="settings">Checked settings.</param>
    /// <param name="port">The port, or 0 for a free one.</param>
    /// <param name="protocols">Kestrel without TLS serves either HTTP/1.1 or HTTP/2 on a port.</param>
    /// <returns>The endpoint; once the service has started, its port is the real one.</returns>
    public static ListenOptions Listen(this KestrelServerOptions kestrel, ServiceSettings settings, int port, HttpProtocols protocols)
    {
        ListenOptions? endpoint = null;
        kestrel.Listen(settings.Address ?? IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = protocols;
            endpoint = listen;
        });
        return endpoint!;
    }

    /// <summary>Where clients on this machine reach an endpoint, once its service has started.</summary>
    public static Uri GetClientAddress(this ListenOptions endpoint) =>
        ClientAddressOf(endpoint.IPEndPoint ?? throw new InvalidOperationException("The endpoint has no IP address."));

    /// <summary>Where clients on this machine reach an endpoint of a service, by default the first, once it has started.</summary>
    public static Uri GetClientAddress(this WebApplication service, int index = 0)
    {
        var bound = new Uri(service.Urls.ElementAt(index));
        return ClientAddressOf(new IPEndPoint(IPAddress.Parse(bound.DnsSafeHost), bound.Port));
    }

    // What listens on every address is reached by loopback.
    private static Uri ClientAddressOf(IPEndPoint bound)
    {
        var address = bound.Address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : bound.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : bound.Address;
        return new Uri($"http://{new IPEndPoint(address, bound.Port)}");
    }

    private static void AddLogging(ILoggingBuilder logging, ServiceSettings settings)
    {
        logging.SetMinimumLevel(settings.LogLevel);
        logging.AddFilter("Microsoft", settings.LogLevel > LogLevel.Warning ? settings.LogLevel : LogLevel.Warning);

        // What keeps a service from starting is told by ServiceProcess, in one line.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);

        // Standard output is for the addresses that a start prints.
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (settings.LogFormat == LogFormat.Json || (settings.LogFormat == LogFormat.Auto && Console.IsErrorRedirected))
        {
            logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }
        else
        {
            logging.AddConsole(console => console.FormatterName = TextConsoleFormatter.FormatterName);
            logging.AddConsoleFormatter<TextConsoleFormatter, ConsoleFormatterOptions>();
        }
    }
}
