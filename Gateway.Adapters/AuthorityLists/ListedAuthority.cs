using Gateway.Domain.Authorities;

namespace Gateway.Adapters.AuthorityLists;

/// <summary>
/// An authority as a list or a person states it (docs/formats/directory.md): plain text, not yet verified. A missing member
/// states nothing.
/// </summary>
/// <param name="VerifiedAt">When the author of the entry verified it.</param>
public sealed record ListedAuthority(
    string Code,
    string Name,
    IReadOnlyList<string>? Languages = null,
    IReadOnlyList<DeclaredRole>? Roles = null,
    ListedAcceptance? Acceptance = null,
    IReadOnlyList<ListedAddress>? Endpoints = null,
    IReadOnlyList<ListedCertificate>? Keys = null,
    DateTimeOffset? VerifiedAt = null
)
{
    private const int LongestName = 300;
    private const int LongestAddress = 1000;
    private const int LongestText = 4000;
    private const int MostEndpoints = 20;
    private const int MostKeys = 20;

    /// <summary>Errors in the form; empty when it can be imported. Never repeats the input.</summary>
    public IEnumerable<string> Flaws()
    {
        if (Code is null || !AuthorityCode.IsValid(Code))
            yield return "The code is not a country's code and the authority within it, such as CO-CA.";
        if (!IsLine(Name, LongestName))
            yield return $"A name is one line of 1 to {LongestName} characters.";
        if (Endpoints is { } endpoints)
        {
            if (
                endpoints.Count > MostEndpoints
                || endpoints.Any(endpoint =>
                    endpoint is null || endpoint.Channel is null || !DirectoryCodes.IsChannel(endpoint.Channel)
                )
            )
                yield return $"Endpoints name a channel such as email each, and are {MostEndpoints} at most.";
            else if (endpoints.DistinctBy(endpoint => endpoint.Channel).Count() != endpoints.Count)
                yield return "An authority has one endpoint per channel.";
            if (endpoints.Any(endpoint => endpoint is not null && !IsLine(endpoint.Address, LongestAddress)))
                yield return $"An address is one line of 1 to {LongestAddress} characters.";
        }
        if (
            Keys is { } keys
            && (
                keys.Count > MostKeys
                || keys.Any(key => key?.Certificate is null || PinnedCertificate.Read(key.Certificate) is null)
            )
        )
            yield return "Keys are X.509 certificates with an RSA key of 2048 bits or more or a key on a common curve, "
                + $"{MostKeys} at most.";
        if (
            Acceptance is { } acceptance
            && (
                acceptance.Conditions is null
                || (acceptance.Requirements ?? []).Any(requirement => requirement?.Code is null || !IsText(requirement.Text))
            )
        )
            yield return $"Requirements have a code and 1 to {LongestText} characters each.";
        if (Languages?.Any(language => language is null) == true || Roles?.Any(role => role is null) == true)
            yield return "A list has no empty members.";
    }

    private static bool IsLine(string? text, int longest) =>
        text is not null && text.Length <= longest && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl);

    private static bool IsText(string? text) =>
        text is not null
        && text.Length <= LongestText
        && !string.IsNullOrWhiteSpace(text)
        && !text.Any(character => char.IsControl(character) && character is not ('\n' or '\r' or '\t'));
}

/// <param name="Electronic">It takes electronic requests at all.</param>
public sealed record ListedAcceptance(
    bool Electronic,
    IReadOnlyList<AcceptanceCondition> Conditions,
    IReadOnlyList<ListedRequirement>? Requirements = null
);

public sealed record ListedRequirement(string Code, string Text);

public sealed record ListedAddress(string Channel, string Address, bool Sandbox = false);

/// <param name="Certificate">PEM, or DER in base64.</param>
public sealed record ListedCertificate(KeyPurpose Purpose, string Certificate);
