using System.Text.Json.Serialization;

namespace Gateway.Domain.Authorities;

/// <summary>The role of an authority within international co-operation.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AuthorityRole>))]
public enum AuthorityRole
{
    /// <summary>Designated under a treaty to send and receive requests. UNTOC 18(13), UNCAC 46(13).</summary>
    [JsonStringEnumMemberName("centralAuthority")]
    CentralAuthority,

    /// <summary>Executes requests.</summary>
    [JsonStringEnumMemberName("competentAuthority")]
    CompetentAuthority,

    /// <summary>INTERPOL National Central Bureau.</summary>
    [JsonStringEnumMemberName("ncb")]
    Ncb,

    /// <summary>Point of contact at all hours. Budapest Convention 35.</summary>
    [JsonStringEnumMemberName("contactPoint24x7")]
    ContactPoint24x7,

    /// <summary>Financial intelligence unit, which provides intelligence, not evidence.</summary>
    [JsonStringEnumMemberName("fiu")]
    Fiu,

    /// <summary>Liaison or contact point of a network.</summary>
    [JsonStringEnumMemberName("liaison")]
    Liaison,
}

/// <summary>A role as it was declared.</summary>
/// <param name="LegalBasis">The treaty under which the role holds; null when the role holds under every treaty.</param>
/// <param name="RequestType">The only type of request the role covers; null when the role covers its default types.</param>
public sealed record DeclaredRole(AuthorityRole Role, string? LegalBasis = null, string? RequestType = null)
{
    /// <summary>Whether a request of this type, relying on these treaties, may be addressed to this role.</summary>
    public bool Takes(string? requestType, IReadOnlyList<string> legalBases) =>
        (LegalBasis is null || legalBases.Count == 0 || legalBases.Contains(LegalBasis))
        && (requestType is null || (RequestType is null ? TakesByNature(requestType) : RequestType == requestType));

    private bool TakesByNature(string requestType) =>
        Role switch
        {
            AuthorityRole.CentralAuthority or AuthorityRole.CompetentAuthority => true,
            AuthorityRole.Ncb => requestType
                is "informationExchange"
                    or "spontaneousInformation"
                    or "provisionalArrest"
                    or "preservation",
            AuthorityRole.ContactPoint24x7 => requestType
                is "preservation"
                    or "informationExchange"
                    or "spontaneousInformation",
            AuthorityRole.Fiu or AuthorityRole.Liaison => requestType is "informationExchange" or "spontaneousInformation",
            _ => throw new ArgumentOutOfRangeException(nameof(requestType), Role, null),
        };
}
