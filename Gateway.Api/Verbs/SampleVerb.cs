using System.Globalization;
using Gateway.Adapters.Messages;
using Gateway.Domain;
using Gateway.Domain.Messages;

namespace Gateway.Api.Verbs;

/// <summary><c>sample</c>: prints an unsigned, schema-valid sandbox message of any kind.</summary>
internal static class SampleVerb
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var words = new Arguments(
                args,
                "--kind",
                "--type",
                "--from",
                "--to",
                "--exchange",
                "--answers",
                "--message",
                "--urgency",
                "--attach",
                "-o"
            );
            if (!Codes.TryParse<MessageKind>(words.Required("--kind"), out var kind))
                throw new UsageException($"--kind is one of {string.Join(", ", Codes.All<MessageKind>())}.");
            if (!Codes.TryParse<Urgency>(words.One("--urgency") ?? "normal", out var urgency))
                throw new UsageException($"--urgency is one of {string.Join(", ", Codes.All<Urgency>())}.");
            var now = new GatewayClock().GetUtcNow();
            var sample = new SampleMessage(
                kind,
                words.Required("--from"),
                words.Required("--to"),
                words.Id("--message") ?? Guid.CreateVersion7(now),
                words.Id("--exchange") ?? Guid.CreateVersion7(now),
                now
            )
            {
                Type = words.One("--type") ?? "mla",
                Answers = words.Id("--answers"),
                Urgency = urgency,
                Attachments = [.. words.Many("--attach").Select(Attachment)],
            };
            var document = sample.Write();
            if (new MessageReader().Check(document) is { } flaw)
                throw new UsageException(
                    string.Join(
                        Environment.NewLine,
                        (flaw.Pointers ?? [])
                            .Select(pointer => $"{pointer.Pointer}, line {pointer.Line}: {pointer.Detail}")
                            .Prepend(flaw.Detail)
                    )
                );
            if (words.One("-o") is { } file)
                await File.WriteAllBytesAsync(file, document);
            else
            {
                await using var output = Console.OpenStandardOutput();
                await output.WriteAsync(document);
            }
            return 0;
        }
        catch (UsageException exception)
        {
            return await Usage.FailAsync($"{exception.Message}\nusage: {Usage.Of("sample")}");
        }
        catch (IOException exception)
        {
            return await Usage.FailAsync(exception.Message);
        }
    }

    private static SampleAttachment Attachment(string path) =>
        new(Path.GetFileName(path), MediaTypeOf(Path.GetExtension(path)), File.ReadAllBytes(path));

    private static string MediaTypeOf(string extension) =>
        extension.ToLower(CultureInfo.InvariantCulture) switch
        {
            ".pdf" => "application/pdf",
            ".txt" => "text/plain",
            ".xml" => "application/xml",
            ".jpg" or ".jpeg" => "image/jpeg",
            ".png" => "image/png",
            ".zip" => "application/zip",
            _ => "application/octet-stream",
        };
}
