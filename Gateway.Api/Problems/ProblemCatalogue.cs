using Gateway.Domain;

namespace Gateway.Api.Problems;

/// <summary>
/// Every problem the gateway answers with, its status and whether the same call may succeed later. docs/problems.md says
/// the same to people; a test compares the two.
/// </summary>
public static class ProblemCatalogue
{
    public static readonly IReadOnlyDictionary<string, Entry> All = new[]
    {
        new Entry(
            Problem.MalformedRequest,
            400,
            "The call is not well-formed",
            "A header, a parameter or the framing of the body cannot be read. Mend the call; nothing was accepted."
        ),
        new Entry(
            Problem.MalformedXml,
            400,
            "The document is not well-formed XML",
            "The message document is not well-formed XML 1.0 in UTF-8 or UTF-16, or exceeds the limits on depth, "
                + "attributes and names."
        ),
        new Entry(
            Problem.DtdForbidden,
            400,
            "The document holds a DTD",
            "A document type declaration was found. Message documents hold none; entities cannot be declared."
        ),
        new Entry(
            Problem.SchemaInvalid,
            400,
            "The document does not follow the schema",
            "The document breaks the schema message-1.0.xsd or one of its written rules. The pointers say where."
        ),
        new Entry(
            Problem.Unauthenticated,
            401,
            "Who calls is not known",
            "The call shows neither a TLS client certificate that is registered here and valid now, nor a valid "
                + "access token."
        ),
        new Entry(
            Problem.SignerUnknown,
            403,
            "The signing certificate is not in the directory",
            "The signature verifies, but its certificate is not registered for any authority, or pinned for any publisher. "
                + "Register it, or sign with one that is."
        ),
        new Entry(
            Problem.SignerNotAuthorised,
            403,
            "The signer does not sign for the issuing authority",
            "The signing certificate is registered for another authority than the one the document names as issuing."
        ),
        new Entry(
            Problem.Forbidden,
            403,
            "The caller may not do this",
            "The caller is known, but its role or its authority does not include this, or it takes a second person."
        ),
        new Entry(
            Problem.CrossSite,
            403,
            "The call comes from another web site",
            "A browser marks the call as made by another web site. Make it from the gateway's own origin, or without a "
                + "browser."
        ),
        new Entry(
            Problem.NotFound,
            404,
            "There is no such thing, or it is not yours",
            "There is no such thing, or it belongs to another authority: the two look the same on purpose."
        ),
        new Entry(
            Problem.MethodNotAllowed,
            405,
            "The method is not offered here",
            "The resource exists, but not this method on it."
        ),
        new Entry(
            Problem.RequestTimeout,
            408,
            "The body came too slowly",
            "The body paused too long, came more slowly than the least rate, or took too long in all. Nothing was "
                + "accepted; send the same again.",
            IsRetryable: true
        ),
        new Entry(
            Problem.MessageIdReused,
            409,
            "The message id was used for other bytes",
            "The issuing authority used this message id for other bytes before. A message id stands for one message "
                + "for ever."
        ),
        new Entry(
            Problem.WrongState,
            409,
            "The state does not allow this",
            "The request, or the entry of the directory, is in a state in which this does not fit. Read it and its history."
        ),
        new Entry(
            Problem.ChannelLocked,
            409,
            "The channel of this request is locked",
            "The request came over another channel, and what concerns its execution goes back over that one (same "
                + "channel back)."
        ),
        new Entry(
            Problem.UseLimited,
            409,
            "An attachment may not be passed on",
            "It was received under conditions of use, or as police information. Ask its origin for consent, or refer to "
                + "the exchange instead."
        ),
        new Entry(
            Problem.VersionStale,
            412,
            "What the caller saw has changed",
            "If-Match names an older version than the current one. Read again, decide again."
        ),
        new Entry(
            Problem.TooLarge,
            413,
            "The submission is too large",
            "A limit was exceeded; the detail names it. For more, send a manifest and transfer the items otherwise."
        ),
        new Entry(
            Problem.MediaTypeUnsupported,
            415,
            "The media type is not read here",
            "Send application/xml, multipart/form-data with a part named message, or application/vnd.etsi.asic-e+zip."
        ),
        new Entry(
            Problem.RangeUnsatisfiable,
            416,
            "The content has no such range",
            "The range begins after the end of the content; Content-Range says how long it is."
        ),
        new Entry(
            Problem.Misdirected,
            421,
            "The gateway does not answer for this host",
            "The host of the call is none of the gateway's names. Call it by a name of its certificate, or one that is "
                + "configured."
        ),
        new Entry(
            Problem.SignatureInvalid,
            422,
            "The signature does not verify",
            "The signature does not verify, or is not XAdES baseline B (lists of authorities: JWS) as required; the detail "
                + "says which rule, in the words of ETSI EN 319 102-1."
        ),
        new Entry(
            Problem.AttachmentMissing,
            422,
            "An attachment is missing",
            "The signed document binds an attachment that was not sent."
        ),
        new Entry(
            Problem.AttachmentAltered,
            422,
            "An attachment is not the one that was signed",
            "What was sent as an attachment differs from what was signed, or was not signed at all."
        ),
        new Entry(
            Problem.CounterpartUnknown,
            422,
            "The addressed authority cannot be reached",
            "The directory knows no such authority, or no usable channel to it, or it does not take this, or sandbox and "
                + "real would mix. Preflight says why."
        ),
        new Entry(
            Problem.TimeInFuture,
            422,
            "A time of the message has not come yet",
            "The message states a time of what has happened (issuedAt, arrestedAt) more than five minutes in the future. "
                + "Set the clock of the signing system, and sign anew."
        ),
        new Entry(
            Problem.LegalBasisUnknown,
            422,
            "A legal basis is not known",
            "The message relies on a legal basis that this gateway has no rules for, or misspells its code. The detail "
                + "lists those it knows; an administrator adds others."
        ),
        new Entry(
            Problem.ContentIncomplete,
            422,
            "Content that the legal bases ask for is missing",
            "A legal basis of the request asks for content (UNTOC 18(15)) that it does not have; the pointers name it."
        ),
        new Entry(
            Problem.ExceptionIncomplete,
            422,
            "The channel exception is incomplete",
            "A channel exception needs ground, reasons and a deciding officer."
        ),
        new Entry(
            Problem.IdempotencyKeyReused,
            422,
            "The Idempotency-Key was used for other bytes",
            "The Idempotency-Key stood for other bytes before. Keys never expire; take a new one."
        ),
        new Entry(
            Problem.Overloaded,
            503,
            "The gateway is busy",
            "The gateway slows calls so that what it accepted keeps moving and no authority slows another. Wait as "
                + "Retry-After says and send the same again.",
            IsRetryable: true
        ),
        new Entry(
            Problem.RecordDamaged,
            500,
            "What is stored is damaged or was altered",
            "Stored events are missing, or content is missing, is not what was stored, or its key is another one. Nothing "
                + "of it is given out. An administrator must look at the database, its backups and the key."
        ),
        new Entry(
            Problem.Unavailable,
            503,
            "Something the gateway needs does not answer",
            "The database does not answer, or has no connection free. Wait as Retry-After says and send the same again.",
            IsRetryable: true
        ),
        new Entry(
            Problem.StorageFull,
            507,
            "The gateway has too little free space",
            "The gateway takes nothing in until somebody frees space. Nothing was accepted or recorded. Wait as "
                + "Retry-After says and send the same again.",
            IsRetryable: true
        ),
        new Entry(
            Problem.Unexpected,
            500,
            "Something went wrong here",
            "A fault of the gateway. Send the same bytes again: if they were accepted, the same answer comes back.",
            IsRetryable: true
        ),
    }.ToDictionary(entry => entry.Name);

    public static Entry Of(string name) => All[name];

    public sealed record Entry(string Name, int Status, string Title, string Explanation, bool IsRetryable = false);
}
