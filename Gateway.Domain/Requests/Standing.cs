using System.Collections.Immutable;

namespace Gateway.Domain.Requests;

/// <summary>
/// The standing of an exchange, folded only from the set of messages it holds. Each side's own messages are ordered by their
/// time of issue. Between the sides the order follows from which message answers which, and the requested authority's
/// decision precedes a withdrawal that crossed it. So both sides reach the same standing once both hold the same messages,
/// in any order of arrival.
/// </summary>
/// <param name="Version">The message that is the request now: the first one, or its last replacement.</param>
/// <param name="VersionNumber">1, 2, 3 ...</param>
/// <param name="OpenQuestion">A request for clarification that is not answered yet.</param>
/// <param name="Rounds">The rounds of clarification.</param>
/// <param name="Conditions">The conditions proposed last.</param>
/// <param name="WithoutEffect">Messages that change nothing: repeated acts, acts on an earlier version, acts overtaken by
/// another.</param>
public sealed record Standing(
    Guid Version,
    int VersionNumber,
    bool IsAcknowledged,
    Guid? OpenQuestion,
    int Rounds,
    Guid? Conditions,
    ConditionsReply ConditionsReply,
    Execution Execution,
    Outcome? Outcome,
    bool IsWithdrawn,
    bool IsPartlyRefused,
    bool IsPartlyWithdrawn,
    bool IsUseLimited,
    Guid? OpenConsentRequest,
    bool HasConsent,
    DateTimeOffset? ArrestedAt,
    DateOnly? PreservedUntil,
    ImmutableHashSet<Guid> WithoutEffect
)
{
    /// <summary>No further step is expected, unless a decision is reconsidered.</summary>
    public bool IsFinal => Outcome is not null || IsWithdrawn;

    public bool Equals(Standing? other) =>
        other is not null && WithoutEffect.SetEquals(other.WithoutEffect) && Shown.Equals(other.Shown);

    public override int GetHashCode() => Shown.GetHashCode();

    private (object, object, object) Shown =>
        (
            (Version, VersionNumber, IsAcknowledged, OpenQuestion, Rounds, Conditions, ConditionsReply),
            (Execution, Outcome, IsWithdrawn, IsPartlyRefused, IsPartlyWithdrawn),
            (IsUseLimited, OpenConsentRequest, HasConsent, ArrestedAt, PreservedUntil)
        );

    /// <param name="messages">In any order; one of them opens the exchange.</param>
    public static Standing Of(IReadOnlyCollection<KnownMessage> messages)
    {
        var fold = new StandingFold(messages);
        return fold.Run();
    }
}

/// <summary>How far the work has come, by the requested authority's own reports.</summary>
public enum Execution
{
    NotStarted,
    UnderAssessment,
    ForwardedToCompetent,
    InExecution,
    Postponed,
    PartiallyExecuted,
}

/// <summary>What the requested authority decided in the end.</summary>
public enum Outcome
{
    Executed,
    ImpossibleToExecute,
    Refused,
    ReturnedWrongAddressee,
}

public enum ConditionsReply
{
    None,
    Awaited,
    Accepted,
    Declined,
}
