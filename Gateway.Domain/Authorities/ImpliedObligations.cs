using Gateway.Domain.Channels;
using Gateway.Domain.Requests;

namespace Gateway.Domain.Authorities;

/// <summary>Something the sender owes once its request has gone electronically.</summary>
/// <param name="Kind">A code; the kind of the obligation that is opened.</param>
/// <param name="Why">One sentence for a person.</param>
public sealed record ImpliedObligation(string Kind, string Why)
{
    public const string PaperOriginal = "paperOriginal";
    public const string CertifiedCopy = "certifiedCopy";
    public const string FormalConfirmation = "formalConfirmation";
}

/// <summary>What a counterpart's conditions, and the treaties relied on, make the sender owe.</summary>
public static class ImpliedObligations
{
    public static IEnumerable<ImpliedObligation> Of(KnownAuthority counterpart, Consignment consignment, Circumstances circumstances)
    {
        if (!consignment.IsRequest)
            yield break;
        var acceptance = counterpart.Acceptance;
        if (acceptance?.Asks(AcceptanceCondition.PaperOriginal) == true)
            yield return new(ImpliedObligation.PaperOriginal, "It asks that the original follows on paper.");
        if (acceptance?.Asks(AcceptanceCondition.CertifiedCopy) == true)
            yield return new(ImpliedObligation.CertifiedCopy, "It asks that a certified copy follows.");
        if (consignment.Urgency == Urgency.Normal)
            yield break;
        if (acceptance?.Asks(AcceptanceCondition.FormalConfirmationAfterUrgent) == true)
            yield return new(ImpliedObligation.FormalConfirmation, "It asks that an urgent request is confirmed formally.");
        else if (circumstances.LegalBasis.ConfirmsUrgent)
            yield return new(ImpliedObligation.FormalConfirmation, "The legal basis asks that an urgent request is confirmed formally.");
    }
}
