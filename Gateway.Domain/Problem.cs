namespace Gateway.Domain;

/// <summary>
/// The reason why an act was not done, as a value: a name from the catalogue in <c>docs/problems.md</c> (RFC 9457 type
/// <c>/problems/NAME</c>), one sentence for a person, and where in the document it applies.
/// </summary>
/// <param name="Detail">Holds nothing personal: ids, codes, limits and positions only.</param>
public sealed record Problem(string Name, string Detail, IReadOnlyList<ProblemPointer>? Pointers = null)
{
    public const string MalformedXml = "malformed-xml";
    public const string DtdForbidden = "dtd-forbidden";
    public const string SchemaInvalid = "schema-invalid";
    public const string MalformedRequest = "malformed-request";
    public const string Unauthenticated = "unauthenticated";
    public const string SignerUnknown = "signer-unknown";
    public const string SignerNotAuthorised = "signer-not-authorised";
    public const string Forbidden = "forbidden";
    public const string NotFound = "not-found";
    public const string MethodNotAllowed = "method-not-allowed";
    public const string MessageIdReused = "message-id-reused";
    public const string WrongState = "wrong-state";
    public const string ChannelLocked = "channel-locked";
    public const string VersionStale = "version-stale";
    public const string TooLarge = "too-large";
    public const string MediaTypeUnsupported = "media-type-unsupported";
    public const string SignatureInvalid = "signature-invalid";
    public const string AttachmentMissing = "attachment-missing";
    public const string AttachmentAltered = "attachment-altered";
    public const string CounterpartUnknown = "counterpart-unknown";
    public const string TimeInFuture = "time-in-future";
    public const string LegalBasisUnknown = "legal-basis-unknown";
    public const string ContentIncomplete = "content-incomplete";
    public const string UseLimited = "use-limited";
    public const string ExceptionIncomplete = "exception-incomplete";
    public const string IdempotencyKeyReused = "idempotency-key-reused";
    public const string RequestTimeout = "request-timeout";
    public const string RangeUnsatisfiable = "range-unsatisfiable";
    public const string Misdirected = "misdirected";
    public const string CrossSite = "cross-site";
    public const string Unavailable = "unavailable";
    public const string StorageFull = "storage-full";
    public const string Overloaded = "overloaded";
    public const string RecordDamaged = "record-damaged";
    public const string Unexpected = "unexpected";
}

/// <summary>A place in the body of a call.</summary>
/// <param name="Pointer">The path from the root: names of members (RFC 6901) or of elements, where <c>[n]</c>, counted from
/// 1, names one of several. Empty for the whole body.</param>
/// <param name="Line">Counted from 1; null where the path alone is known.</param>
/// <param name="Column">Counted from 1, in characters; null where the path alone is known.</param>
public sealed record ProblemPointer(string Pointer, string Detail, int? Line = null, int? Column = null);
