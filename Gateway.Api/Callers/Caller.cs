namespace Gateway.Api.Callers;

/// <summary>Who calls, as its credential says: one actor, bound to one authority, in the roles it has there.</summary>
/// <param name="Actor">Opaque id, recorded with every act; says nothing about the person.</param>
/// <param name="Authority">Code of a served authority; also the tenant of everything the caller sees.</param>
/// <param name="Roles">Roles that exist; others are forgotten.</param>
public sealed record Caller(string Actor, string Authority, IReadOnlyList<string> Roles)
{
    public const string Officer = "officer";

    /// <summary>An officer who decides in the authority's name, e.g. on leaving the locked channel.</summary>
    public const string DecidingOfficer = "decidingOfficer";

    public const string Auditor = "auditor";
    public const string Operator = "operator";

    /// <summary>Keeps the directory; sees neither requests nor content.</summary>
    public const string Administrator = "administrator";

    /// <summary>Policy: officers and auditors see what was said; operators and administrators do not.</summary>
    public const string Content = "content";

    /// <summary>Policy: officers and operators look after delivery.</summary>
    public const string Delivery = "delivery";

    /// <summary>Policy: officers, auditors and operators see how far a request has come and how it travelled.</summary>
    public const string Progress = "progress";

    /// <summary>
    /// Policy: who submits, decides, audits or keeps the directory sees addresses and keys; who looks after delivery does
    /// not.
    /// </summary>
    public const string Addresses = "addresses";

    /// <summary>Policy: what only a deciding officer does.</summary>
    public const string Decision = "decision";
}

public static class CallerOfContext
{
    /// <summary>The authenticated caller; endpoints that use it require authentication.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>()
        ?? throw new InvalidOperationException("The endpoint does not require authentication.");
}
