namespace Gateway.Api.Configuration;

/// <summary>
/// Whose access tokens are believed (RFC 9068): the section <c>Gateway:Tokens</c>. Without it no token is.
/// </summary>
public sealed record TokenOptions
{
    /// <summary>Asymmetric algorithms only: a key that verifies must not be one that signs.</summary>
    public static readonly IReadOnlyList<string> KnownAlgorithms = ["ES256", "ES384", "PS256", "RS256"];

    private static readonly TimeSpan LargestSkew = TimeSpan.FromMinutes(5);

    /// <summary>Exactly as tokens name it in <c>iss</c>.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>What tokens for this gateway name in <c>aud</c>.</summary>
    public string Audience { get; init; } = "";

    /// <summary>Path of a JWK set with the issuer's public keys (RFC 7517); read once at start.</summary>
    public string? Keys { get; init; }

    /// <summary>
    /// Address of the issuer's metadata (OpenID Connect Discovery, RFC 8414), from which its keys are fetched and kept up to
    /// date.
    /// </summary>
    public string? Metadata { get; init; }

    /// <summary>Unset means all of <see cref="KnownAlgorithms"/>.</summary>
    public IReadOnlyList<string>? Algorithms { get; init; }

    /// <summary>How far the issuer's clock may be from the gateway's.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// From <c>iat</c> to <c>exp</c>; a longer life is rejected, because nothing ends a token but its life.
    /// </summary>
    public TimeSpan LongestLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Only tokens bound to a client certificate are believed (RFC 8705); a stolen one is then worth nothing.
    /// </summary>
    public bool MustBeBound { get; init; }

    /// <summary>What keeps these options from being used, one sentence each, the member first.</summary>
    public IEnumerable<string> Flaws()
    {
        if (Issuer.Length == 0)
            yield return "Issuer is not set; tokens need both Gateway__Tokens__Issuer and Gateway__Tokens__Audience.";
        if (Audience.Length == 0)
            yield return "Audience is not set; tokens need both Gateway__Tokens__Issuer and Gateway__Tokens__Audience.";
        if (Keys is null && Metadata is null)
            yield return "Keys is not set, nor Gateway__Tokens__Metadata; tokens need one of the two.";
        if (Keys is not null && Metadata is not null)
            yield return "Keys and Gateway__Tokens__Metadata are both set; leave out one of them.";
        if (Keys is not null && KeysFlaw(Keys) is { } flaw)
            yield return $"Keys: {flaw}";
        if (
            Metadata is not null
            && !(Uri.TryCreate(Metadata, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps)
        )
            yield return "Metadata is not an https address.";
        if (Algorithms is { } chosen && (chosen.Count == 0 || chosen.Except(KnownAlgorithms).Any()))
            yield return $"Algorithms are not all of {string.Join(", ", KnownAlgorithms)}.";
        if (ClockSkew < TimeSpan.Zero || ClockSkew > LargestSkew)
            yield return $"ClockSkew is not between 0 and {LargestSkew}.";
        if (LongestLife <= TimeSpan.Zero)
            yield return "LongestLife is not more than zero.";
    }

    /// <exception cref="ConfigurationException">A setting is missing or cannot be meant so.</exception>
    public void Check()
    {
        if (Settings.Of("Gateway:Tokens", Flaws()).ToList() is { Count: > 0 } flaws)
            throw new ConfigurationException(flaws);
    }

    private static string? KeysFlaw(string path)
    {
        try
        {
            IssuerKeys.Read(path);
            return null;
        }
        catch (InvalidOperationException exception)
        {
            return exception.Message;
        }
    }
}
