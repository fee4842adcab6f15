using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.Domain.Channels;

namespace Gateway.Adapters.Channels.Mail;

/// <summary>
/// Every name in a message on the wire, derived only from the transmission's key. The result is safe in its place (header,
/// boundary, file name), for any input.
/// </summary>
internal static partial class TransmissionNames
{
    private const int LongestFileName = 240;

    /// <summary>RFC 5322 message id, without the angle brackets; <c>.invalid</c> (RFC 2606) resolves nowhere.</summary>
    public static string MessageId(TransmissionKey key) =>
        string.Create(CultureInfo.InvariantCulture, $"{key.MessageId:D}.{key.Leg}@{Host(key.Authority)}");

    public static string Host(string authority) =>
        $"{(Label().IsMatch(authority) ? authority.ToLowerInvariant() : "x" + Digest(authority, 32))}.gateway.invalid";

    /// <summary>The key as written in <c>X-Gateway-Transmission</c>.</summary>
    public static string Header(TransmissionKey key) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(Label().IsMatch(key.Authority) ? key.Authority : "x" + Digest(key.Authority, 32))}/{key.MessageId:D}/{key.Leg}"
        );

    /// <summary>Eight characters a person can read out on the telephone; says nothing about the content.</summary>
    public static string ShortCode(TransmissionKey key) => Digest($"{key.MessageId:D}", 8).ToUpperInvariant();

    /// <summary>Contains <c>=_</c>, which neither base64 nor quoted-printable can produce.</summary>
    public static string Boundary(TransmissionKey key) => "=_" + Digest(key.ToString(), 40);

    public static string MaildirFile(TransmissionKey key, DateTimeOffset submittedAt) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{submittedAt.ToUnixTimeSeconds()}.{Digest(key.ToString(), 40)}.gateway"
        );

    /// <summary>
    /// The file name offered to a receiver's mail client. Characters that could end a header, leave a directory or reverse
    /// the reading direction become underscores; the signed document keeps the original name.
    /// </summary>
    public static string FileName(string name, int number)
    {
        var safe = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
            safe.Append(IsUnsafe(rune) ? "_" : rune.ToString());
        // An encoded word (RFC 2047) inside a name is decoded by many readers, and may then contain what was removed above.
        safe.Replace("=?", "=_");
        while (safe.Length > LongestFileName)
            safe.Length = char.IsLowSurrogate(safe[LongestFileName]) ? LongestFileName - 1 : LongestFileName;
        var trimmed = safe.ToString().Trim();
        return trimmed.Trim('.').Length == 0 ? $"attachment-{number.ToString(CultureInfo.InvariantCulture)}" : trimmed;
    }

    /// <summary>
    /// The type when it is a plain leaf type, otherwise that of unknown bytes: no part may be read as a structure.
    /// </summary>
    public static string MediaType(string mediaType) =>
        LeafType().IsMatch(mediaType) && !Structural().IsMatch(mediaType) ? mediaType : "application/octet-stream";

    /// <summary>
    /// A dot-atom address in ASCII. Quoted local parts, comments, groups and lists are rejected: all allow attacks.
    /// </summary>
    public static bool IsAddress(string address) => address.Length <= 254 && Address().IsMatch(address);

    private static bool IsUnsafe(Rune rune) =>
        rune.Value is '/' or '\\' or 0xFFFD
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;

    private static string Digest(string text, int length) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..length];

    [GeneratedRegex(@"\A[A-Za-z0-9](?:[A-Za-z0-9-]{0,38}[A-Za-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    [GeneratedRegex(
        @"\A(?:application|audio|font|image|model|text|video)/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,99}\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex LeafType();

    [GeneratedRegex(
        @"\A(?:application/(?:vnd\.)?ms-tnef|text/rfc822-headers)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Structural();

    [GeneratedRegex(
        @"\A[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@"
            + @"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Address();
}
