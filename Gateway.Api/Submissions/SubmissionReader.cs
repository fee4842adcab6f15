using Gateway.Api.Configuration;
using Gateway.Api.Http;
using Gateway.Domain;
using Gateway.Domain.Messages;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Gateway.Api.Submissions;

/// <summary>
/// Reads a submission from an HTTP body: <c>application/xml</c>, a container, or <c>multipart/form-data</c> with a part
/// <c>message</c> and one part for each attachment.
/// </summary>
public sealed class SubmissionReader(GatewayOptions options)
{
    private const int LargestPartHeader = 16 * 1024;
    private const int MostParts = 101;
    private readonly string spool = Path.Combine(options.Data, "spool");

    public async Task<(Submission? Submission, Problem? Problem)> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength > options.LargestMessage + MostParts * (long)LargestPartHeader)
            return (null, TooLarge(options.LargestMessage, "message with its attachments"));
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var mediaType))
            return (null, Unsupported());
        return mediaType.MediaType.Value?.ToLowerInvariant() switch
        {
            "application/xml" or "text/xml" => await ReadXmlAsync(request),
            "application/vnd.etsi.asic-e+zip" => await ReadContainerAsync(request),
            "multipart/form-data"
                when HeaderUtilities.RemoveQuotes(mediaType.Boundary).Value is { Length: > 0 and <= 100 } boundary =>
                await ReadPartsAsync(request, boundary),
            "multipart/form-data" => (null, new(Problem.MalformedRequest, "The multipart body names no usable boundary.")),
            _ => (null, Unsupported()),
        };
    }

    private async Task<(Submission?, Problem?)> ReadXmlAsync(HttpRequest request)
    {
        var document = await ReadDocumentAsync(
            request.Body,
            DocumentForm.Xml,
            options.LargestDocument,
            request.HttpContext.RequestAborted
        );
        return document is null
            ? (
                null,
                request.ContentLength > options.LargestMessage
                    ? TooLarge(options.LargestMessage, "message with its attachments")
                    : TooLarge(options.LargestDocument, "message document")
            )
            : (new Submission(document, []), null);
    }

    private async Task<(Submission?, Problem?)> ReadContainerAsync(HttpRequest request)
    {
        var container = await ReadDocumentAsync(
            request.Body,
            DocumentForm.Container,
            options.LargestMessage,
            request.HttpContext.RequestAborted
        );
        return container is null
            ? (null, TooLarge(options.LargestMessage, "container"))
            : (new Submission(container, []), null);
    }

    private async Task<(Submission?, Problem?)> ReadPartsAsync(HttpRequest request, string boundary)
    {
        var cancellation = request.HttpContext.RequestAborted;
        var reader = new MultipartReader(boundary, request.Body) { HeadersLengthLimit = LargestPartHeader };
        var parts = new List<SpooledContent>();
        SpooledContent? document = null;
        var left = options.LargestMessage;
        var problem = default(Problem);
        try
        {
            while (problem is null && await reader.ReadNextSectionAsync(cancellation) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                    problem = new(Problem.MalformedRequest, "A part has no Content-Disposition.");
                else if (HeaderUtilities.RemoveQuotes(disposition.Name).Value == "message")
                {
                    if (document is not null)
                    {
                        problem = new(Problem.MalformedRequest, "More than one part is named message.");
                        continue;
                    }
                    document = await ReadDocumentAsync(
                        section.Body,
                        DocumentForm.Xml,
                        Math.Min(left, options.LargestDocument),
                        cancellation
                    );
                    problem = document is null ? TooLarge(options.LargestDocument, "message document") : null;
                    left -= document?.Size ?? 0;
                }
                else if (parts.Count == MostParts - 1)
                    problem = new(Problem.MalformedRequest, "More than 100 attachments.");
                else
                {
                    var name = (
                        disposition.FileNameStar.HasValue
                            ? disposition.FileNameStar
                            : HeaderUtilities.RemoveQuotes(disposition.FileName)
                    ).Value;
                    var part = await SpooledContent.ReadAsync(
                        section.Body,
                        name ?? "",
                        section.ContentType ?? "application/octet-stream",
                        left,
                        spool,
                        cancellation
                    );
                    problem = part is null ? TooLarge(options.LargestMessage, "message with its attachments") : null;
                    left -= part?.Size ?? 0;
                    if (part is not null)
                        parts.Add(part);
                }
            }
            if (problem is null && document is null)
                problem = new(Problem.MalformedRequest, "No part is named message.");
        }
        catch (Exception exception) when (IsBadFraming(exception) && !cancellation.IsCancellationRequested)
        {
            problem = new(Problem.MalformedRequest, "The multipart body breaks off or is not well-formed.");
        }
        catch
        {
            Discard();
            throw;
        }
        if (problem is null)
            return (new Submission(document!, parts), null);
        Discard();
        return (null, problem);

        void Discard()
        {
            document?.Dispose();
            parts.ForEach(part => part.Dispose());
        }
    }

    /// <summary>
    /// A fault of the body itself: not that it came too slowly or too much came at once, and not a fault of the gateway's
    /// disk.
    /// </summary>
    private static bool IsBadFraming(Exception exception) =>
        exception switch
        {
            BadHttpRequestException bad => bad.StatusCode == StatusCodes.Status400BadRequest,
            InvalidDataException => true,
            IOException fault => !Failures.IsDiskFull(fault),
            _ => false,
        };

    private Task<SpooledContent?> ReadDocumentAsync(
        Stream body,
        DocumentForm form,
        long limit,
        CancellationToken cancellation
    ) => SpooledContent.ReadAsync(body, form.Name, form.MediaType, limit, spool, cancellation);

    private static Problem TooLarge(long limit, string what) =>
        new(Problem.TooLarge, $"The {what} may have {limit} bytes at most.");

    private static Problem Unsupported() =>
        new(
            Problem.MediaTypeUnsupported,
            "Send application/xml, multipart/form-data with a part named message, or application/vnd.etsi.asic-e+zip."
        );
}
