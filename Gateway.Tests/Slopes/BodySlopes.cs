using System.Text.Json;
using Gateway.Adapters.AuthorityLists;
using Gateway.Adapters.Channels.Folder;
using Gateway.Api.Configuration;
using Gateway.Api.Submissions;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Slopes;

/// <summary>Bodies of calls: multipart, JSON as every call reads it, envelopes of the shared folder.</summary>
internal static class BodySlopes
{
    private const string Message = "--b\r\nContent-Disposition: form-data; name=message\r\n\r\n<a/>\r\n";
    private const string Attachment = "--b\r\nContent-Disposition: form-data; name=attachment; filename=a\r\n\r\n";

    private static readonly SubmissionReader Reader = new(new GatewayOptions { Data = Path.GetTempPath() });

    private static readonly (string Token, Func<int, byte[]> Input, int N)[] Parts =
    [
        ("part", SlopeRow.Text(Message, Attachment + "x\r\n", "--b--\r\n"), 4_000),
        ("part, 100", SlopeRow.Text(Message, Attachment + "x\r\n", "--b--\r\n"), 24),
        ("field of a part", SlopeRow.Text("--b\r\n", "X: y\r\n", "\r\nx\r\n--b--\r\n"), 20_000),
        ("letter of a field", SlopeRow.Text("--b\r\nX: ", "y", "\r\n\r\nx\r\n--b--\r\n"), 400_000),
        ("letter", SlopeRow.Text(Message + Attachment, "x", "\r\n--b--\r\n"), 1_000_000),
        ("line end", SlopeRow.Text(Message + Attachment, "\r\n", "\r\n--b--\r\n"), 100_000),
        ("almost a boundary", SlopeRow.Text(Message + Attachment, "\r\n--a", "\r\n--b--\r\n"), 100_000),
        ("half a boundary", SlopeRow.Text(Message + Attachment, "\r\n-", "\r\n--b--\r\n"), 100_000),
        ("line before the first part", SlopeRow.Text("", "text\r\n", Message + "--b--\r\n"), 20_000),
    ];

    private static readonly (string Token, Func<int, byte[]> Input, int N)[] Texts =
    [
        ("member", SlopeRow.Numbered("{", i => $"\"m{i}\":1,", "\"x\":1}"), 20_000),
        ("same member", SlopeRow.Text("{", "\"code\":\"x\",", "\"x\":1}"), 20_000),
        ("array", SlopeRow.Text("", "[", ""), 100_000),
        ("object", SlopeRow.Text("", "{\"a\":", ""), 50_000),
        ("element", SlopeRow.Text("{\"languages\":[", "\"es\",", "\"es\"]}"), 20_000),
        ("escape", SlopeRow.Text("{\"code\":\"", "\\u00f1", "\"}"), 40_000),
        ("backslash", SlopeRow.Text("{\"code\":\"", "\\\\", "\"}"), 100_000),
        ("digit", SlopeRow.Text("{\"code\":", "1", "}"), 400_000),
        ("space", SlopeRow.Text("{", " ", "}"), 400_000),
    ];

    public static IEnumerable<SlopeRow> Rows =>
        [
            .. Parts.Select(part => new SlopeRow("multipart", part.Token, part.Input, ReadParts, part.N)),
            .. Texts.Select(text => new SlopeRow("JSON body", text.Token, text.Input, ReadBody, text.N)),
            .. Texts.Select(text => new SlopeRow(
                "JSON list",
                text.Token,
                text.Input,
                input => JsonList.Read(input),
                text.N
            )),
            new(
                "JSON list",
                "authority",
                SlopeRow.Numbered("{\"authorities\":[", i => $"{{\"code\":\"X{i}\"}},", "{}]}"),
                input => JsonList.Read(input),
                2_000
            ),
            .. Texts.Select(text => new SlopeRow(
                "folder envelope",
                text.Token,
                text.Input,
                input => FolderEnvelope.Read(input),
                text.N
            )),
            new(
                "folder envelope",
                "attachment",
                SlopeRow.Text(
                    "{\"format\":\"gateway-folder-1\",\"transmission\":\"a\",\"attachments\":[",
                    "{\"name\":\"a\",\"mediaType\":\"b\"},",
                    "{}]}"
                ),
                input => FolderEnvelope.Read(input),
                2_000
            ),
        ];

    private static void ReadParts(byte[] input)
    {
        var context = new DefaultHttpContext();
        context.Request.ContentType = "multipart/form-data; boundary=b";
        context.Request.Body = new MemoryStream(input);
        var (submission, _) = Reader.ReadAsync(context.Request).GetAwaiter().GetResult();
        submission?.Dispose();
    }

    /// <summary>With the options every body of a call is read with.</summary>
    private static void ReadBody(byte[] input)
    {
        try
        {
            _ = JsonSerializer.Deserialize<ListedAuthority>(input, JsonList.Options);
        }
        catch (JsonException)
        {
            // Rejected.
        }
    }
}
