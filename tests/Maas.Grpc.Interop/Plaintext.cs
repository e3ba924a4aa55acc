using System.CommandLine;

namespace Maas.Grpc.Interop;

/// <summary>The flags about TLS that harnesses pass to every implementation: taken, and refused when they ask for it.</summary>
internal static class Plaintext
{
    public static void AddTo(Command command)
    {
        foreach (var name in (string[])["--use_tls", "--use_test_ca"])
        {
            var option = new Option<bool>(name) { Description = "Only false: these cases run without TLS." };
            option.Validators.Add(flag =>
            {
                if (flag.GetValueOrDefault<bool>())
                {
                    flag.AddError($"{name}: must be false; these cases run without TLS.");
                }
            });
            command.Options.Add(option);
        }
    }
}
