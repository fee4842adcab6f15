using System.Text.Json.Serialization;

namespace Gateway.Domain.Authorities;

/// <summary>What a pinned certificate is for; one that serves both is pinned twice.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<KeyPurpose>))]
public enum KeyPurpose
{
    /// <summary>Its holder's signed messages are accepted.</summary>
    [JsonStringEnumMemberName("signing")]
    Signing,

    /// <summary>Content for the authority is encrypted to it.</summary>
    [JsonStringEnumMemberName("encryption")]
    Encryption,
}

/// <summary>Names keys in events and logs by the authority and a prefix of the certificate's digest.</summary>
public static class KeyId
{
    private const int Digits = 16;

    /// <param name="sha256">The SHA-256 of the certificate in DER, lower-case hex.</param>
    public static string Of(string authority, KeyPurpose purpose, string sha256) =>
        purpose == KeyPurpose.Signing ? $"{authority}-{sha256[..Digits]}" : $"{authority}-encryption-{sha256[..Digits]}";
}
