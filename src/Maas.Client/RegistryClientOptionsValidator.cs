using Microsoft.Extensions.Options;

namespace Maas.Client;

[OptionsValidator]
internal sealed partial class RegistryClientOptionsValidator : IValidateOptions<RegistryClientOptions>;
