using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Responders;
using Gateway.Adapters.Xades.Validation;
using Gateway.Api.Configuration;
using Gateway.Api.Problems;
using Gateway.Api.Signatures;

namespace Gateway.Api.Verbs;

/// <summary><c>validate</c>: validates the signatures of files of any origin (docs/formats/validation.md).</summary>
internal static class ValidateVerb
{
    private static readonly JsonSerializerOptions Json = ApiJson.Options;

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var isJson = args.Contains("--json");
            var words = new Arguments(
                [.. args.Where(word => word != "--json")],
                "--detached",
                "--trust",
                "--at",
                "--existed",
                "--policy",
                "--evidence",
                "--attachment",
                "--responder",
                "--responder-anchors"
            );
            if (words.Positional.Count == 0)
                throw new UsageException("Name at least one file to validate.");
            var trust = words.One("--trust") is { } folder ? TrustMaterial.Read(folder) : TrustMaterial.None;
            var at = Time(words, "--at");
            if (at is not null && words.Many("--responder").Count > 0)
                throw new UsageException("Responders tell of now; do not name a time with --at.");
            if (words.One("--evidence") is not null && (words.Positional.Count > 1 || words.One("--existed") is not null))
                throw new UsageException("An evidence record is of one file, and says itself since when it existed.");
            var policy = ValidationOptions.ReadPolicy(words.One("--policy"));
            var clock = new GatewayClock();
            var search = ValidationOptions.Search(words.Many("--responder"), words.One("--responder-anchors"), clock);
            using var threads = new ValidationThreads(1);
            var validator = new InquiringValidator(policy, trust, search, threads, clock);
            var worst = 0;
            foreach (var file in words.Positional)
            {
                var evidence = words.One("--evidence") is not { } record
                    ? null
                    : await FileEvidence.OfAsync(
                        record,
                        words.Many("--attachment").Prepend(file),
                        trust,
                        policy,
                        at ?? clock.GetUtcNow()
                    );
                var report = await ValidateAsync(
                    validator,
                    file,
                    at,
                    words.One("--detached") is { } beside ? new FilesInFolder(beside) : null,
                    evidence?.Since ?? Time(words, "--existed")
                );
                await Console.Out.WriteLineAsync(
                    isJson
                        ? JsonSerializer.Serialize(ValidatedFile.Of(report, file, evidence), Json)
                        : ReportText.Of(report, file, evidence)
                );
                worst = Math.Max(worst, Math.Max(Severity(report.Indication), evidence?.Flaw is null ? 0 : 1));
            }
            return worst switch
            {
                0 => 0,
                1 => 2,
                _ => 1,
            };
        }
        catch (UsageException exception)
        {
            return await Usage.FailAsync($"{exception.Message}\nusage: {Usage.Of("validate")}");
        }
        catch (Exception exception)
            when (exception
                    is IOException
                        or UnauthorizedAccessException
                        or InvalidOperationException
                        or ArgumentException
                        or CryptographicException
            )
        {
            return await Usage.FailAsync(exception.Message);
        }
    }

    private static async Task<ValidationReport> ValidateAsync(
        InquiringValidator validator,
        string file,
        DateTimeOffset? at,
        FilesInFolder? detached,
        DateTimeOffset? existedAt
    )
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

    private static int Severity(Indication indication) =>
        indication switch
        {
            Indication.TotalPassed => 0,
            Indication.Indeterminate => 1,
            _ => 2,
        };

    private static DateTimeOffset? Time(Arguments words, string name) =>
        words.One(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw new UsageException($"Option {name} takes a time, e.g. 2026-06-15T12:00:00Z.");
}
