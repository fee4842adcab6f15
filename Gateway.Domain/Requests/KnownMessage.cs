using System.Text.Json.Serialization;
using Gateway.Domain.Messages;

namespace Gateway.Domain.Requests;

/// <summary>A message that the exchange holds, as far as later decisions read it.</summary>
/// <param name="By">The side that issued it.</param>
/// <param name="IssuedAt">As signed; each side's messages are ordered by it, and by id where two are equal.</param>
public sealed record KnownMessage(
    Guid MessageId,
    MessageKind Kind,
    ExchangeRole By,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? Answers,
    DateTimeOffset IssuedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Particulars? Says
)
{
    public bool IsBefore(KnownMessage other) =>
        IssuedAt < other.IssuedAt || (IssuedAt == other.IssuedAt && MessageId.CompareTo(other.MessageId) < 0);
}
