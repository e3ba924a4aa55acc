using System.Diagnostics;
using Maas.Testing;

namespace Maas.SystemTests.Events;

/// <summary>A headless browser with one page.</summary>
internal sealed class Chromium : IDisposable
{
    private readonly TemporaryFolder _profile = new();
    private readonly Process _process;

    /// <summary>Opens a page.</summary>
    /// <param name="page">Its address.</param>
    public Chromium(string page)
    {
        _process = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--remote-debugging-port=0",
            $"--user-data-dir={_profile.Path}", page,
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
        _profile.Dispose();
    }
}
