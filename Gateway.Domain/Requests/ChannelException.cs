using System.Text.Json.Serialization;
using Gateway.Domain.Messages;

namespace Gateway.Domain.Requests;

/// <summary>The exception from the locked channel that was declared last.</summary>
/// <param name="Outage">The known outage it rests on; when that ends, so does the exception.</param>
public sealed record ChannelException(
    Guid ExceptionId,
    string From,
    string To,
    ChannelGround Ground,
    Guid? Outage,
    ChannelExceptionState State
);

[JsonConverter(typeof(JsonStringEnumConverter<ChannelExceptionState>))]
public enum ChannelExceptionState
{
    /// <summary>Decided; the sender is not informed yet, and nothing but the notice may use the new channel.</summary>
    [JsonStringEnumMemberName("declared")]
    Declared,

    /// <summary>The sender is informed: what concerns execution may use the new channel.</summary>
    [JsonStringEnumMemberName("switched")]
    Switched,

    /// <summary>Over: back on the locked channel.</summary>
    [JsonStringEnumMemberName("restored")]
    Restored,
}
