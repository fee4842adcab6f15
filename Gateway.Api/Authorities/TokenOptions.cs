namespace Gateway.Api.Authorities;

/// <summary>Whose access tokens are believed (RFC 9068): the section <c>Gateway:Tokens</c>. Without it no token is.</summary>
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

    /// <summary>From <c>iat</c> to <c>exp</c>; a longer life is refused, because nothing ends a token but its life.</summary>
    public TimeSpan LongestLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Only tokens bound to a client certificate are believed (RFC 8705); a stolen one is then worth nothing.</summary>
    public bool MustBeBound { get; init; }

    /// <exception cref="InvalidOperationException">A setting is missing or cannot be meant so.</exception>
    public void Check()
    {
        if (Issuer.Length == 0 || Audience.Length == 0)
            throw new InvalidOperationException("Tokens need both Gateway__Tokens__Issuer and Gateway__Tokens__Audience.");
        if (Keys is null == Metadata is null)
            throw new InvalidOperationException("Tokens need either Gateway__Tokens__Keys or Gateway__Tokens__Metadata.");
        if (Metadata is not null
            && !(Uri.TryCreate(Metadata, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps))
            throw new InvalidOperationException("Gateway__Tokens__Metadata is an https address.");
        if (Algorithms is { } chosen && (chosen.Count == 0 || chosen.Except(KnownAlgorithms).Any()))
            throw new InvalidOperationException($"Gateway__Tokens__Algorithms are of {string.Join(", ", KnownAlgorithms)}.");
        if (ClockSkew < TimeSpan.Zero || ClockSkew > LargestSkew)
            throw new InvalidOperationException($"Gateway__Tokens__ClockSkew is between 0 and {LargestSkew}.");
        if (LongestLife <= TimeSpan.Zero)
            throw new InvalidOperationException("Gateway__Tokens__LongestLife is longer than that.");
    }
}
