using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Domain.LegalBases;

namespace Gateway.Api.LegalBases;

/// <summary>
/// Legal bases read from JSON files once at start (docs/formats/legal-basis.md): those that come with the gateway, and
/// those of the folder <c>Gateway__LegalBases</c>, which add to them or bring newer versions.
/// </summary>
public sealed class LegalBasisFiles : ILegalBases
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    private readonly Dictionary<string, LegalBasis> newest;

    /// <exception cref="InvalidOperationException">A file is not of the form, or a version was given twice with different
    /// content.</exception>
    public LegalBasisFiles(params IReadOnlyList<string?> folders)
    {
        var read = folders
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder!, "*.json"))
            .Order(StringComparer.Ordinal)
            .Select(Read)
            .ToList();
        if (read.GroupBy(basis => (basis.Code, basis.Version)).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new InvalidOperationException(
                $"Version {twice.Key.Version} of legal basis {twice.Key.Code} is there twice; give a changed one a new "
                    + "version."
            );
        newest = read.GroupBy(basis => basis.Code)
            .ToDictionary(same => same.Key, same => same.MaxBy(basis => basis.Version)!);
    }

    /// <summary>Those that come with the gateway.</summary>
    public static string Shipped => Path.Combine(AppContext.BaseDirectory, "LegalBases", "data");

    public IReadOnlyCollection<LegalBasis> All => newest.Values;

    public LegalBasis? Find(string code) => newest.GetValueOrDefault(code);

    private static LegalBasis Read(string file)
    {
        try
        {
            var basis =
                JsonSerializer.Deserialize<LegalBasis>(File.ReadAllBytes(file), Json)
                ?? throw new InvalidOperationException($"The legal basis is empty: {file}");
            return Flaw(basis) is { } flaw ? throw new InvalidOperationException($"{file}: {flaw}") : basis;
        }
        catch (JsonException exception)
        {
            throw new InvalidOperationException($"The legal basis cannot be read: {file}: {exception.Message}", exception);
        }
    }

    private static string? Flaw(LegalBasis basis) =>
        basis.Version < 1 ? "version counts from 1."
        : basis.Channel is { Policy: SameChannelPolicy.SamePlatform, NoticeToSender: false, ExceptionGrounds.Count: > 0 }
            ? "a channel that may be left needs the notice to the sender."
        : basis.Clocks.Any(clock =>
            clock.Days < 1
            || clock.MayEndAfterDays > clock.Days
            || clock.WarnDaysBefore < 0
            || clock.WarnDaysBefore >= clock.Days
        )
            ? "a clock runs for at least a day, and warns before its end."
        : basis.AcknowledgeWithinDays < 1 || basis.ClarifyWithinDays < 1 || basis.Confirmation?.WithinDays < 1
            ? "times are at least a day."
        : null;
}
