using Gateway.Domain.Authorities;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;

namespace Gateway.Domain.Routing;

/// <summary>The sender's obligations under a counterpart's conditions and the treaties relied on.</summary>
public static class ImpliedObligations
{
    /// <summary>Where neither the treaty nor the counterpart names a time.</summary>
    public const int DefaultWithinDays = 30;

    public static IEnumerable<ImpliedObligation> Of(
        KnownAuthority counterpart,
        Consignment consignment,
        Circumstances circumstances
    )
    {
        if (!consignment.IsRequest)
            yield break;
        var acceptance = counterpart.Acceptance;
        if (acceptance?.Asks(AcceptanceCondition.PaperOriginal) == true)
            yield return new(DeadlineKind.PaperOriginal, DefaultWithinDays, "It asks that the original follows on paper.");
        if (acceptance?.Asks(AcceptanceCondition.CertifiedCopy) == true)
            yield return new(DeadlineKind.CertifiedCopy, DefaultWithinDays, "It asks that a certified copy follows.");
        if (consignment.Urgency == Urgency.Normal)
            yield break;
        var rule = circumstances.Terms.Confirmation is { AfterUrgent: true } asked ? asked : null;
        if (acceptance?.Asks(AcceptanceCondition.FormalConfirmationAfterUrgent) == true)
            yield return new(
                DeadlineKind.FormalConfirmation,
                rule?.WithinDays ?? DefaultWithinDays,
                "It asks that an urgent request is confirmed formally."
            );
        else if (rule is not null)
            yield return new(
                DeadlineKind.FormalConfirmation,
                rule.WithinDays,
                "The legal basis asks that an urgent request is confirmed formally."
            );
    }
}
