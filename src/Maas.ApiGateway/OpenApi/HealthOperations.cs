namespace Maas.ApiGateway.OpenApi;

/// <summary>What the documentation says of the health checks.</summary>
internal static class HealthOperations
{
    public static readonly OperationDoc All = new(
        "How the system is", "Asks each part of the system; always 200 while the gateway answers.")
    {
        Answers = [new(200, "How each part is.", Components.Health, Examples.Healthy)],
    };

    public static readonly OperationDoc Live = new("Whether the gateway runs", "Does not depend on the registry.")
    {
        Answers = [new(200, "The gateway runs.", Components.Health, Examples.Alive)],
    };

    public static readonly OperationDoc Ready = new("Whether requests can be served", "Asks the registry, which asks its database.")
    {
        Answers =
        [
            new(200, "Requests can be served.", Components.Health, Examples.Healthy),
            new(503, "The registry or its database can't be reached, or the gateway is stopping.", Components.Health, Examples.Unready),
        ],
    };
}
