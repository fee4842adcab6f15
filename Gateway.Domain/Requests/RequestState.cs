using System.Text.Json.Serialization;

namespace Gateway.Domain.Requests;

/// <summary>Which side of the exchange the served authority is on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExchangeRole>))]
public enum ExchangeRole
{
    [JsonStringEnumMemberName("requesting")]
    Requesting,

    [JsonStringEnumMemberName("requested")]
    Requested,
}

public static class ExchangeRoles
{
    public static ExchangeRole Other(this ExchangeRole role) =>
        role == ExchangeRole.Requesting ? ExchangeRole.Requested : ExchangeRole.Requesting;
}

/// <summary>States of the lifecycle (docs/lifecycle.md). What is owed besides is a deadline, not a state.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RequestState>))]
public enum RequestState
{
    /// <summary>A draft, shared for early assessment: not a request.</summary>
    [JsonStringEnumMemberName("draft")]
    Draft,

    /// <summary>Made outside the gateway, and not confirmed in writing here.</summary>
    [JsonStringEnumMemberName("registered")]
    Registered,

    [JsonStringEnumMemberName("submitted")]
    Submitted,

    [JsonStringEnumMemberName("accepted")]
    Accepted,

    /// <summary>The formal leg was handed to its channel; delivery is not proved.</summary>
    [JsonStringEnumMemberName("dispatched")]
    Dispatched,

    /// <summary>On the requesting side: the counterpart's system has the formal leg, by its receipt.</summary>
    [JsonStringEnumMemberName("received")]
    Received,

    [JsonStringEnumMemberName("acknowledged")]
    Acknowledged,

    [JsonStringEnumMemberName("underAssessment")]
    UnderAssessment,

    [JsonStringEnumMemberName("clarificationPending")]
    ClarificationPending,

    [JsonStringEnumMemberName("forwardedToCompetent")]
    ForwardedToCompetent,

    [JsonStringEnumMemberName("conditionsProposed")]
    ConditionsProposed,

    [JsonStringEnumMemberName("conditionsAccepted")]
    ConditionsAccepted,

    [JsonStringEnumMemberName("conditionsDeclined")]
    ConditionsDeclined,

    [JsonStringEnumMemberName("inExecution")]
    InExecution,

    [JsonStringEnumMemberName("postponed")]
    Postponed,

    [JsonStringEnumMemberName("partiallyExecuted")]
    PartiallyExecuted,

    [JsonStringEnumMemberName("executed")]
    Executed,

    [JsonStringEnumMemberName("impossibleToExecute")]
    ImpossibleToExecute,

    [JsonStringEnumMemberName("refused")]
    Refused,

    [JsonStringEnumMemberName("returnedWrongAddressee")]
    ReturnedWrongAddressee,

    [JsonStringEnumMemberName("withdrawn")]
    Withdrawn,

    [JsonStringEnumMemberName("lapsed")]
    Lapsed,

    [JsonStringEnumMemberName("closed")]
    Closed,
}

/// <summary>Who or what chose the channel of a message.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChannelChoice>))]
public enum ChannelChoice
{
    [JsonStringEnumMemberName("caller")]
    Caller,

    /// <summary>The directory's first choice for the counterpart.</summary>
    [JsonStringEnumMemberName("advisor")]
    Advisor,

    /// <summary>The channel is locked, so there was no choice.</summary>
    [JsonStringEnumMemberName("lock")]
    Lock,

    /// <summary>An exception from the lock, complete with its notice.</summary>
    [JsonStringEnumMemberName("exception")]
    Exception,
}
