namespace Gateway.Api.Callers;

/// <summary>The caller, as its credential states: one actor, bound to one authority, with the roles it has there.</summary>
/// <param name="Actor">Opaque id, recorded with every act; says nothing about the person.</param>
/// <param name="Authority">Code of a served authority; also the tenant of everything the caller sees.</param>
/// <param name="Roles">Roles that exist; others are ignored.</param>
public sealed record Caller(string Actor, string Authority, IReadOnlyList<string> Roles)
{
    public const string Officer = "officer";

    /// <summary>An officer who decides in the authority's name, e.g. on leaving the locked channel.</summary>
    public const string DecidingOfficer = "decidingOfficer";

    public const string Auditor = "auditor";
    public const string Operator = "operator";

    /// <summary>Keeps the directory; sees neither requests nor content.</summary>
    public const string Administrator = "administrator";

    /// <summary>Policy: officers and auditors see content; operators and administrators do not.</summary>
    public const string Content = "content";

    /// <summary>Policy: officers and operators manage delivery.</summary>
    public const string Delivery = "delivery";

    /// <summary>Policy: officers, auditors and operators see the progress of a request and its transmissions.</summary>
    public const string Progress = "progress";

    /// <summary>
    /// Policy: callers who submit, decide, audit or maintain the directory see addresses and keys; operators do not.
    /// </summary>
    public const string Addresses = "addresses";

    /// <summary>Policy: acts that only a deciding officer may do.</summary>
    public const string Decision = "decision";
}

public static class CallerOfContext
{
    /// <summary>The authenticated caller; endpoints that use it require authentication.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>()
        ?? throw new InvalidOperationException("The endpoint does not require authentication.");
}
