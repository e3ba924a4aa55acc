using Maas.Contract;

namespace Maas.History.Checking;

/// <summary>What a create with a request id gave, and has to give from then on.</summary>
/// <param name="Request">The request that made it.</param>
/// <param name="Model">The model as it was made.</param>
internal sealed record FirstResult(CreateModelRequest Request, Model Model);
