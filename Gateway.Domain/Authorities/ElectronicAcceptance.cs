using System.Text.Json.Serialization;
using Gateway.Domain.Vault;

namespace Gateway.Domain.Authorities;

/// <summary>
/// The conditions under which an authority accepts electronic requests: its declaration, which binds every sender.
/// </summary>
/// <param name="IsAccepted">Whether it accepts electronic requests at all.</param>
public sealed record ElectronicAcceptance(
    bool IsAccepted,
    IReadOnlyList<AcceptanceCondition> Conditions,
    IReadOnlyList<ExtraRequirement> Requirements
)
{
    public bool Asks(AcceptanceCondition condition) => Conditions.Contains(condition);

    public bool Equals(ElectronicAcceptance? other) =>
        other is not null
        && IsAccepted == other.IsAccepted
        && Conditions.SequenceEqual(other.Conditions)
        && Requirements.SequenceEqual(other.Requirements);

    public override int GetHashCode() => HashCode.Combine(IsAccepted, Conditions.Count, Requirements.Count);
}

/// <summary>What an authority asks of every electronic request.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AcceptanceCondition>))]
public enum AcceptanceCondition
{
    /// <summary>The original follows on paper.</summary>
    [JsonStringEnumMemberName("paperOriginal")]
    PaperOriginal,

    /// <summary>A certified copy follows.</summary>
    [JsonStringEnumMemberName("certifiedCopy")]
    CertifiedCopy,

    /// <summary>An urgent request is confirmed formally afterwards. Budapest Convention 25(3).</summary>
    [JsonStringEnumMemberName("formalConfirmationAfterUrgent")]
    FormalConfirmationAfterUrgent,

    /// <summary>Content is encrypted from end to end.</summary>
    [JsonStringEnumMemberName("encryption")]
    Encryption,
}

/// <summary>
/// Anything else an authority asks for, e.g. <c>standardOfProof</c>, <c>forms</c>, <c>dualCriminality</c>.
/// </summary>
/// <param name="Text">In its own words, in the vault.</param>
public sealed record ExtraRequirement(string Code, VaultItem Text);
