using Google.Protobuf;
using Maas.Contract;
using Maas.History.Recording;

namespace Maas.History.Driving;

/// <summary>One client, which makes one call after the other.</summary>
internal sealed class DrivenClient(string name, IWay way, Workload workload, HotModels models, Recorder recorder, Random random)
{
    // Long enough for two cores, short enough that clients meet.
    private const int LongestPause = 12;

    // Or most of the history would be calls to a replica that is down.
    private const int LongestPauseAfterLoss = 200;

    private (ListModelsRequest Request, Model Last)? _nextPage;

    /// <summary>Calls until it is told to stop; the call that it is in is still made to its end.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var operation = await CallAsync(NextRequest(out var after), after);
            await Task.Delay(random.Next(operation.Outcome is Outcome.Lost ? LongestPauseAfterLoss : LongestPause), CancellationToken.None);
        }
    }

    /// <summary>Makes one call and writes it down.</summary>
    public async Task<Operation> CallAsync(IMessage request, Model? after = null)
    {
        models.Sending(request);
        var number = recorder.TakeNumber();
        var began = recorder.Now;
        var outcome = await way.CallAsync(request, Operation.RequestIdOf(number), CancellationToken.None);
        var operation = new Operation
        {
            Number = number,
            Client = $"{name} by {way.Name}",
            Request = request,
            MayRepeat = way.MayRepeat(request),
            After = after,
            Began = began,
            Ended = recorder.Now,
            Outcome = outcome,
        };
        recorder.Add(operation);
        models.Learn(operation);
        _nextPage = NextPageOf(operation);
        return operation;
    }

    private IMessage NextRequest(out Model? after)
    {
        if (_nextPage is var (request, last) && random.Next(4) > 0)
        {
            after = last;
            return request;
        }

        after = null;
        return workload.Next();
    }

    private static (ListModelsRequest Request, Model Last)? NextPageOf(Operation operation)
    {
        if (operation is not
            {
                Request: ListModelsRequest list,
                Outcome: Outcome.Answered { Reply: ListModelsResponse { NextPageToken.Length: > 0, Models: [.., var last] } page },
            })
        {
            return null;
        }

        var next = list.Clone();
        (next.Page, next.PageToken) = (0, page.NextPageToken);
        return (next, last);
    }
}
