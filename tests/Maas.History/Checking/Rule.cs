namespace Maas.History.Checking;

/// <summary>What a history is held to.</summary>
internal enum Rule
{
    /// <summary>Revisions go from 1 up, each once, and no etag comes twice.</summary>
    LogIsWhole,

    /// <summary>Each change was asked for by one operation of the history.</summary>
    ChangeWasAskedFor,

    /// <summary>Each change is what the contract says about its request in the state before it.</summary>
    ChangeIsLegal,

    /// <summary>What was acknowledged is in the log, as it was acknowledged.</summary>
    NoLostWrite,

    /// <summary>What was asked for once is in the log once at most, and what was asked for twice by one request_id too.</summary>
    NoDoubleEffect,

    /// <summary>What was refused is not in the log.</summary>
    RefusedIsNotDone,

    /// <summary>A refusal is what the contract says about the request in the state that it reflects.</summary>
    RefusalIsRight,

    /// <summary>An answer is the state at its revision, no more and no less.</summary>
    AnswerIsExact,

    /// <summary>What ended before another began comes before it in the log.</summary>
    OrderIsReal,

    /// <summary>An answer reflects every change that was acknowledged, or seen by anybody, before it was asked for.</summary>
    NoStaleAnswer,

    /// <summary>An answer reflects no change that was asked for after it.</summary>
    NoForesight,

    /// <summary>A stream is the log from its start on, filtered: in order, without gap or duplicate.</summary>
    StreamIsTheLog,

    /// <summary>A stream ends for the reason that it tells, with the revision that belongs to it.</summary>
    StreamEndIsRight,
}
