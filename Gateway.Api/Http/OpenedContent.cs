namespace Gateway.Api.Http;

/// <summary>Content that is given out: opened, and recorded as read before.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Name">Safe as a file name.</param>
/// <param name="Sha256">The SHA-256 of the content, lower-case hex.</param>
public sealed record OpenedContent(Stream Content, long Size, string MediaType, string Name, string Sha256)
{
    /// <summary>All of it or a range, with its digest (RFC 9530).</summary>
    internal IResult Answer(HttpContext context)
    {
        context.Response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(Sha256))}:";
        return new RangedResult(
            Results.Stream(
                new RangedContent(Content, Size),
                MediaType,
                Name,
                entityTag: new($"\"{Sha256}\""),
                enableRangeProcessing: true
            )
        );
    }
}
