using System.Formats.Asn1;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.Adapters.Asic;

namespace Gateway.Tests.Fuzzing;

/// <summary>Certificates, revocation lists, OCSP responses and tokens that real signatures carry.</summary>
public static class DerSeeds
{
    private const int Most = 40;
    private const int Longest = 8 * 1024;

    private static readonly string[] Objects =
    [
        "1.2.840.113549.1.7.2",
        "1.2.840.113549.1.9.16.1.4",
        "1.2.840.113549.1.9.16.2.47",
        "1.2.840.113549.1.9.16.2.12",
        "1.2.840.113549.1.9.3",
        "1.2.840.113549.1.9.4",
        "1.2.840.113549.1.9.5",
        "2.16.840.1.101.3.4.2.1",
        "2.16.840.1.101.3.4.2.3",
        "1.3.14.3.2.26",
        "1.2.840.113549.1.1.1",
        "1.2.840.113549.1.1.10",
        "1.2.840.113549.1.1.11",
        "1.2.840.10045.2.1",
        "1.2.840.10045.4.3.2",
        "1.2.840.10045.3.1.7",
        "1.3.101.112",
        "2.5.29.14",
        "2.5.29.15",
        "2.5.29.17",
        "2.5.29.18",
        "2.5.29.19",
        "2.5.29.20",
        "2.5.29.21",
        "2.5.29.23",
        "2.5.29.24",
        "2.5.29.27",
        "2.5.29.28",
        "2.5.29.29",
        "2.5.29.30",
        "2.5.29.31",
        "2.5.29.32",
        "2.5.29.33",
        "2.5.29.35",
        "2.5.29.36",
        "2.5.29.37",
        "2.5.29.46",
        "2.5.29.54",
        "1.3.6.1.5.5.7.1.1",
        "1.3.6.1.5.5.7.1.3",
        "1.3.6.1.5.5.7.3.8",
        "1.3.6.1.5.5.7.3.9",
        "1.3.6.1.5.5.7.48.1.1",
        "1.3.6.1.5.5.7.48.1.2",
        "1.3.6.1.5.5.7.48.1.5",
    ];

    public static IEnumerable<byte[]> Words =>
        Objects
            .Select(Encode)
            .Concat([
                [0x30, 0x80],
                [0x30, 0],
                [0, 0],
                [0x01, 0x01, 0xFF],
                [0x05, 0],
                [0xA0, 3, 2, 1, 2],
                Encoding.ASCII.GetBytes("\u0017\u000D260101000000Z"),
                Encoding.ASCII.GetBytes("\u0018\u000F20260101000000Z"),
            ]);

    /// <param name="elements">Of XAdES and XMLDSig, by their names without prefix.</param>
    public static IEnumerable<byte[]> In(params string[] elements)
    {
        var pattern = new Regex($@"<(?:\w+:)?(?:{string.Join('|', elements)})(?:\s[^>]*)?>([^<]+)<");
        return Texts()
            .SelectMany(text => pattern.Matches(text))
            .Select(match => Convert.FromBase64String(Plain(match.Groups[1].Value)))
            .Where(der => der.Length <= Longest)
            .DistinctBy(Convert.ToHexString)
            .Take(Most);
    }

    private static IEnumerable<string> Texts() =>
        FuzzSeeds
            .Of(_ => true, 200 * 1024)
            .SelectMany(file =>
                FuzzSeeds.IsXml(file) ? [Encoding.Latin1.GetString(file)]
                : AsicContainer.IsArchive(file) ? Inside(file)
                : []
            );

    private static IEnumerable<string> Inside(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        foreach (var entry in zip.Entries.Where(entry => entry.FullName.EndsWith(".xml", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(entry.Open(), Encoding.Latin1);
            yield return reader.ReadToEnd();
        }
    }

    private static string Plain(string base64) =>
        base64.Replace("&#13;", "", StringComparison.Ordinal).Replace("&#xD;", "", StringComparison.Ordinal);

    private static byte[] Encode(string oid)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteObjectIdentifier(oid);
        return writer.Encode();
    }
}
