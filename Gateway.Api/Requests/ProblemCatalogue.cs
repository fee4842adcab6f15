using Gateway.Domain.Requests;

namespace Gateway.Api.Requests;

/// <summary>
/// Every problem the gateway answers with, its status and whether the same call may succeed later. docs/problems.md says
/// the same to people; a test compares the two.
/// </summary>
public static class ProblemCatalogue
{
    public static readonly IReadOnlyDictionary<string, Entry> All = new[]
    {
        new Entry(Problem.MalformedRequest, 400, "The call is not well-formed"),
        new Entry(Problem.MalformedXml, 400, "The document is not well-formed XML"),
        new Entry(Problem.DtdForbidden, 400, "The document holds a DTD"),
        new Entry(Problem.SchemaInvalid, 400, "The document does not follow the schema"),
        new Entry(Problem.Unauthenticated, 401, "Who calls is not known"),
        new Entry(Problem.SignerUnknown, 403, "The signing certificate is not in the directory"),
        new Entry(Problem.SignerNotAuthorised, 403, "The signer does not sign for the issuing authority"),
        new Entry(Problem.Forbidden, 403, "The caller may not do this"),
        new Entry(Problem.NotFound, 404, "There is no such thing, or it is not yours"),
        new Entry(Problem.MethodNotAllowed, 405, "The method is not offered here"),
        new Entry(Problem.MessageIdReused, 409, "The message id was used for other bytes"),
        new Entry(Problem.WrongState, 409, "The state does not allow this"),
        new Entry(Problem.ChannelLocked, 409, "The channel of this request is locked"),
        new Entry(Problem.VersionStale, 412, "What the caller saw has changed"),
        new Entry(Problem.TooLarge, 413, "The submission is too large"),
        new Entry(Problem.MediaTypeUnsupported, 415, "The media type is not read here"),
        new Entry(Problem.SignatureInvalid, 422, "The signature does not verify"),
        new Entry(Problem.AttachmentMissing, 422, "An attachment is missing"),
        new Entry(Problem.AttachmentAltered, 422, "An attachment is not the one that was signed"),
        new Entry(Problem.CounterpartUnknown, 422, "The addressed authority cannot be reached"),
        new Entry(Problem.ExceptionIncomplete, 422, "The channel exception is incomplete"),
        new Entry(Problem.IdempotencyKeyReused, 422, "The Idempotency-Key was used for other bytes"),
        new Entry(Problem.Overloaded, 503, "The gateway is busy", IsRetryable: true),
        new Entry(Problem.Unexpected, 500, "Something went wrong here", IsRetryable: true),
    }.ToDictionary(entry => entry.Name);

    public static Entry Of(string name) => All[name];

    public sealed record Entry(string Name, int Status, string Title, bool IsRetryable = false);
}
