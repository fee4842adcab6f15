namespace Gateway.Adapters.Xades.Validation;

public enum InquiryKind
{
    /// <summary>RFC 6960.</summary>
    Ocsp,

    /// <summary>A list at a distribution point (RFC 5280, 4.2.1.13).</summary>
    RevocationList,

    /// <summary>An issuer's certificate at the address a certificate names (RFC 5280, 4.2.2.1).</summary>
    Issuer,
}

/// <summary>The outcome of an inquiry.</summary>
public enum InquiryOutcome
{
    /// <summary>With what was asked for.</summary>
    Answered,

    /// <summary>The address is not on the list of those that may be asked.</summary>
    NotAllowed,
    Unreachable,
    TimedOut,

    /// <summary>Not asked: it failed several times just before.</summary>
    Resting,

    /// <summary>An HTTP status that is no success.</summary>
    NotServed,
    TooLarge,

    /// <summary>Neither a certificate nor a list nor a successful response.</summary>
    NotUnderstood,

    /// <summary>Not signed by an authorised signer, or about something else.</summary>
    NotBelieved,

    /// <summary>The responder does not know the certificate, or does not cover expired ones.</summary>
    Unknown,

    /// <summary>Past its own next update, or ahead of the clock here.</summary>
    OtherTime,
}

/// <summary>One address that certificates name, and the outcome.</summary>
/// <param name="Address">As the certificate has it.</param>
/// <param name="Detail">A code, such as a status of HTTP; never text that came from outside.</param>
public sealed record Inquiry(InquiryKind Kind, string Address, InquiryOutcome Outcome, string? Detail = null);
