using System.Globalization;
using System.Text;
using Gateway.Domain;
using Gateway.Domain.Authorities;

namespace Gateway.Adapters.AuthorityLists;

/// <summary>
/// The CSV form of a list of authorities: one line each, under named columns. Several values in a cell are separated by
/// semicolons; an empty cell says nothing.
/// </summary>
public static class CsvList
{
    public const string MediaType = "text/csv";

    public static readonly IReadOnlyList<string> Columns =
    [
        "code",
        "name",
        "languages",
        "roles",
        "electronic",
        "conditions",
        "requirements",
        "endpoints",
        "signingCertificates",
        "encryptionCertificates",
        "verifiedAt",
    ];

    private const string SandboxMark = "sandbox:";
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static ReadList Read(ReadOnlyMemory<byte> payload)
    {
        var bytes = payload.Span.StartsWith(Encoding.UTF8.Preamble) ? payload[Encoding.UTF8.Preamble.Length..] : payload;
        string text;
        try
        {
            text = Utf8.GetString(bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            return ReadList.Rejected("The list is not UTF-8.");
        }
        if (CsvText.Read(text, ReadList.MostRows + 1, out var flaw) is not { } rows)
            return ReadList.Rejected(flaw);
        if (
            rows.Count == 0
            || rows[0].Except(Columns).Any()
            || rows[0].Distinct().Count() != rows[0].Count
            || !rows[0].Contains("code")
            || !rows[0].Contains("name")
        )
            return ReadList.Rejected(
                $"The first line names columns among {string.Join(", ", Columns)}, each once, code and name always."
            );
        return new([.. rows.Skip(1).Select((row, index) => Row(index + 1, rows[0].Zip(row).ToDictionary()))], null);
    }

    public static string Write(IEnumerable<ListedAuthority> authorities) =>
        CsvText.Write(authorities.Select(Cells).Prepend(Columns));

    private static ListedRow Row(int number, Dictionary<string, string> cells)
    {
        try
        {
            var authority = new ListedAuthority(
                cells["code"],
                cells["name"],
                Values("languages"),
                Values("roles")?.Select(Role).ToList(),
                Acceptance(cells),
                Values("endpoints")?.Select(Endpoint).ToList(),
                [
                    .. Values("signingCertificates")?.Select(text => new ListedCertificate(KeyPurpose.Signing, text)) ?? [],
                    .. Values("encryptionCertificates")?.Select(text => new ListedCertificate(KeyPurpose.Encryption, text))
                        ?? [],
                ],
                cells.GetValueOrDefault("verifiedAt") is { Length: > 0 } time ? Time(time) : null
            );
            return string.Join(' ', authority.Flaws()) is { Length: > 0 } flaws
                ? new(number, null, flaws)
                : new(number, authority, null);
        }
        catch (FormatException wrong)
        {
            return new(number, null, wrong.Message);
        }

        IReadOnlyList<string>? Values(string column) =>
            cells.GetValueOrDefault(column) is { } cell && !string.IsNullOrWhiteSpace(cell) ? Split(cell) : null;
    }

    private static string[] Split(string cell) =>
        cell.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static DeclaredRole Role(string text) =>
        text.Split('/') is { Length: <= 3 } parts && Codes.TryParse<AuthorityRole>(parts[0], out var role)
            ? new(role, NullIfEmpty(parts.ElementAtOrDefault(1)), NullIfEmpty(parts.ElementAtOrDefault(2)))
            : throw new FormatException(
                $"A role is one of {string.Join(", ", Codes.All<AuthorityRole>())}, then /LEGALBASIS and /type where it has them."
            );

    private static ListedAcceptance? Acceptance(Dictionary<string, string> cells)
    {
        var (conditions, requirements) = (
            Split(cells.GetValueOrDefault("conditions", "")),
            Split(cells.GetValueOrDefault("requirements", ""))
        );
        return cells.GetValueOrDefault("electronic", "") switch
        {
            "" => conditions.Length + requirements.Length == 0
                ? null
                : throw new FormatException("Conditions and requirements go with yes or no under electronic."),
            "yes" or "no" => new(
                cells["electronic"] == "yes",
                [
                    .. conditions.Select(condition =>
                        Codes.TryParse<AcceptanceCondition>(condition, out var code)
                            ? code
                            : throw new FormatException(
                                $"A condition is one of {string.Join(", ", Codes.All<AcceptanceCondition>())}."
                            )
                    ),
                ],
                [
                    .. requirements.Select(requirement =>
                        Pair(
                            requirement,
                            "A requirement is its code, an equals sign, and its text.",
                            (code, words) => new ListedRequirement(code, words)
                        )
                    ),
                ]
            ),
            _ => throw new FormatException("electronic is yes, no, or empty."),
        };
    }

    private static ListedAddress Endpoint(string text) =>
        Pair(
            text,
            "An endpoint is its channel, an equals sign, and its address.",
            (channel, address) =>
                channel.StartsWith(SandboxMark, StringComparison.Ordinal)
                    ? new ListedAddress(channel[SandboxMark.Length..], address, Sandbox: true)
                    : new ListedAddress(channel, address)
        );

    private static T Pair<T>(string text, string otherwise, Func<string, string, T> make) =>
        text.Split('=', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } left, { Length: > 0 } right]
            ? make(left, right)
            : throw new FormatException(otherwise);

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time
            : throw new FormatException("verifiedAt is a day such as 2026-01-31, or a time such as 2026-01-31T12:00:00Z.");

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string[] Cells(ListedAuthority authority) =>
        [
            authority.Code,
            authority.Name,
            string.Join("; ", authority.Languages ?? []),
            string.Join(
                "; ",
                (authority.Roles ?? []).Select(role =>
                    $"{Codes.Of(role.Role)}/{role.LegalBasis}/{role.RequestType}".TrimEnd('/')
                )
            ),
            authority.Acceptance is null ? ""
            : authority.Acceptance.Electronic ? "yes"
            : "no",
            string.Join("; ", (authority.Acceptance?.Conditions ?? []).Select(condition => Codes.Of(condition))),
            string.Join(
                "; ",
                (authority.Acceptance?.Requirements ?? []).Select(requirement =>
                    $"{requirement.Code}={OneValue(requirement.Text)}"
                )
            ),
            string.Join(
                "; ",
                (authority.Endpoints ?? []).Select(endpoint =>
                    $"{(endpoint.Sandbox ? SandboxMark : "")}{endpoint.Channel}={endpoint.Address.Replace(";", "%3B", StringComparison.Ordinal)}"
                )
            ),
            CertificatesOf(authority, KeyPurpose.Signing),
            CertificatesOf(authority, KeyPurpose.Encryption),
            authority.VerifiedAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "",
        ];

    /// <summary>
    /// A semicolon or a line break would end the value, so they are replaced; the JSON form keeps the full text.
    /// </summary>
    private static string OneValue(string text) => text.ReplaceLineEndings(" ").Replace(';', ',').Replace('\t', ' ');

    private static string CertificatesOf(ListedAuthority authority, KeyPurpose purpose) =>
        string.Join("; ", (authority.Keys ?? []).Where(key => key.Purpose == purpose).Select(key => key.Certificate));
}
