namespace Maas.ApiGateway.Watch;

/// <summary>How far a watch is: every change up to the revision that matches has been sent.</summary>
internal sealed record ProgressView(long Revision);
