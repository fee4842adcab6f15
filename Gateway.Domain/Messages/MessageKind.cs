using System.Text.Json.Serialization;

namespace Gateway.Domain.Messages;

/// <summary>
/// What a signed message between authorities says. In the message document, in JSON and on the command line a kind is
/// written in camelCase (<c>clarificationRequest</c>). Paragraph numbers are those of UNTOC article 18.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<MessageKind>))]
public enum MessageKind
{
    /// <summary>A request for co-operation: opens an exchange. 18(14), (15).</summary>
    [JsonStringEnumMemberName("request")]
    Request,

    /// <summary>
    /// A draft shared for early assessment: it is not a request, and is marked as a draft wherever it is shown.
    /// </summary>
    [JsonStringEnumMemberName("draft")]
    Draft,

    /// <summary>The requested authority's own acknowledgement of receipt; never inferred from a technical receipt.</summary>
    [JsonStringEnumMemberName("acknowledgement")]
    Acknowledgement,

    /// <summary>Additional information is needed to execute the request. 18(16).</summary>
    [JsonStringEnumMemberName("clarificationRequest")]
    ClarificationRequest,

    /// <summary>The answer to a request for clarification.</summary>
    [JsonStringEnumMemberName("clarification")]
    Clarification,

    /// <summary>A reasonable request on progress. 18(24).</summary>
    [JsonStringEnumMemberName("statusEnquiry")]
    StatusEnquiry,

    /// <summary>A report on progress, in answer to an enquiry or without one. 18(24).</summary>
    [JsonStringEnumMemberName("progressReport")]
    ProgressReport,

    /// <summary>The product of execution, whole or partial. 18(17).</summary>
    [JsonStringEnumMemberName("result")]
    Result,

    /// <summary>A refusal with ground and reasons. 18(21), (23).</summary>
    [JsonStringEnumMemberName("refusal")]
    Refusal,

    /// <summary>A postponement with reasons. 18(25).</summary>
    [JsonStringEnumMemberName("postponement")]
    Postponement,

    /// <summary>Assistance is no longer required, wholly or in part. 18(24).</summary>
    [JsonStringEnumMemberName("withdrawal")]
    Withdrawal,

    /// <summary>Informs the sender that another channel will be used, and why.</summary>
    [JsonStringEnumMemberName("channelNotice")]
    ChannelNotice,

    /// <summary>Terms under which assistance is possible. 18(26).</summary>
    [JsonStringEnumMemberName("conditions")]
    Conditions,

    /// <summary>Acceptance of conditions, which then bind. 18(26).</summary>
    [JsonStringEnumMemberName("conditionsAccepted")]
    ConditionsAccepted,

    /// <summary>Conditions are declined.</summary>
    [JsonStringEnumMemberName("conditionsDeclined")]
    ConditionsDeclined,

    /// <summary>The request is returned to its sender, e.g. wrongly addressed.</summary>
    [JsonStringEnumMemberName("return")]
    Return,

    /// <summary>The request was forwarded to the competent authority.</summary>
    [JsonStringEnumMemberName("forwarding")]
    Forwarding,

    /// <summary>Adds to a request.</summary>
    [JsonStringEnumMemberName("supplement")]
    Supplement,

    /// <summary>Takes the place of an earlier version of the request.</summary>
    [JsonStringEnumMemberName("replacement")]
    Replacement,

    /// <summary>Asks for prior consent to further use. 18(19).</summary>
    [JsonStringEnumMemberName("consentRequest")]
    ConsentRequest,

    /// <summary>Consent to further use is given.</summary>
    [JsonStringEnumMemberName("consentGiven")]
    ConsentGiven,

    /// <summary>Consent to further use is declined.</summary>
    [JsonStringEnumMemberName("consentDeclined")]
    ConsentDeclined,

    /// <summary>The confidentiality asked for cannot be kept. 18(20).</summary>
    [JsonStringEnumMemberName("confidentialityNotice")]
    ConfidentialityNotice,

    /// <summary>A consultation: not about execution, so no channel rule binds it.</summary>
    [JsonStringEnumMemberName("consultation")]
    Consultation,

    /// <summary>Any other communication between the authorities.</summary>
    [JsonStringEnumMemberName("other")]
    Other,
}
