using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Responders;
using Gateway.Adapters.Signatures.Validation;
using Gateway.Api.Hosting;
using Gateway.Api.Signatures;

namespace Gateway.Api.Verbs;

/// <summary><c>validate</c>: validates the signatures of files of any origin (docs/formats/validation.md).</summary>
internal static class ValidateVerb
{
    private const string Usage =
        """
        validate FILE... [--detached DIR] [--trust DIR] [--at TIME] [--existed TIME] [--policy FILE] [--json]
                         [--responder BEGINNING]... [--responder-anchors SERVER.pem]
        """;

    private static readonly JsonSerializerOptions Json = ApiJson.Options;

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var isJson = args.Contains("--json");
            var words = new Arguments([.. args.Where(word => word != "--json")], "--detached", "--trust", "--at", "--existed", "--policy",
                "--responder", "--responder-anchors");
            if (words.Positional.Count == 0) throw new UsageException("Name at least one file to validate.");
            var trust = words.One("--trust") is { } folder ? TrustMaterial.Read(folder) : TrustMaterial.None;
            var at = Time(words, "--at");
            if (at is not null && words.Many("--responder").Count > 0)
                throw new UsageException("Responders tell of now; do not name a time with --at.");
            var clock = new GatewayClock();
            var search = ValidationOptions.Search(words.Many("--responder"), words.One("--responder-anchors"), clock);
            using var threads = new ValidationThreads(1);
            var validator = new InquiringValidator(ValidationOptions.ReadPolicy(words.One("--policy")), trust, search, threads, clock);
            var worst = 0;
            foreach (var file in words.Positional)
            {
                var report = await ValidateAsync(validator, file, at, words.One("--detached") is { } beside ? new FilesInFolder(beside) : null, Time(words, "--existed"));
                await Console.Out.WriteLineAsync(isJson
                    ? JsonSerializer.Serialize(ValidatedFile.Of(report, file), Json) : ReportText.Of(report, file));
                worst = Math.Max(worst, Severity(report.Indication));
            }
            return worst switch { 0 => 0, 1 => 2, _ => 1 };
        }
        catch (UsageException exception)
        {
            return await VerbTable.FailAsync($"{exception.Message}\nusage: {Usage}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException
            or ArgumentException or CryptographicException)
        {
            return await VerbTable.FailAsync(exception.Message);
        }
    }

    private static async Task<ValidationReport> ValidateAsync(
        InquiringValidator validator, string file, DateTimeOffset? at, FilesInFolder? detached, DateTimeOffset? existedAt)
    {
        try
        {
            return await validator.ValidateAsync(() => File.OpenRead(file), detached, at, existedAt);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new ValidationReport(ValidationReport.Xml, [], exception.Message);
        }
    }

    private static int Severity(Indication indication) => indication switch
    {
        Indication.TotalPassed => 0,
        Indication.Indeterminate => 1,
        _ => 2,
    };

    private static DateTimeOffset? Time(Arguments words, string name) => words.One(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time : throw new UsageException($"Option {name} takes a time, e.g. 2026-06-15T12:00:00Z.");
}
