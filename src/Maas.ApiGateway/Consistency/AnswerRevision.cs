using System.Globalization;

namespace Maas.ApiGateway.Consistency;

/// <summary>Which revision an answer reflects: the highest that the calls of its request have told, be it an error in the end.</summary>
internal sealed class AnswerRevision
{
    private readonly HttpResponse _response;
    private long _highest = -1;

    private AnswerRevision(HttpResponse response) => _response = response;

    /// <summary>Has an answer tell its revision, where there is one by then.</summary>
    public static AnswerRevision Of(HttpResponse response)
    {
        var revision = new AnswerRevision(response);

        // Not a header at once: what turns an exception into a problem clears those.
        response.OnStarting(static state => ((AnswerRevision)state).WriteAsync(), revision);
        return revision;
    }

    // The calls of a request are made one after another.
    public void Note(long revision) => _highest = Math.Max(_highest, revision);

    private Task WriteAsync()
    {
        if (_highest >= 0)
        {
            _response.Headers[RevisionHeader.Name] = _highest.ToString(CultureInfo.InvariantCulture);
        }

        return Task.CompletedTask;
    }
}
