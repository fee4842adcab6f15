using System.Buffers.Text;
using System.Formats.Asn1;
using System.Text;
using Gateway.Adapters.Asic;
using Gateway.Adapters.AuthorityLists;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.EvidenceRecords;
using Gateway.Adapters.Timestamps;
using Gateway.Adapters.Xades.Validation;
using Gateway.Api.Configuration;
using Gateway.Tests.Containers;

namespace Gateway.Tests.Slopes;

/// <summary>Files: archives, tables, DER, JWS, validation policies and directories.</summary>
internal static class FileSlopes
{
    private static readonly string Scratch = Path.Combine(Path.GetTempPath(), $"gateway-slope-{Environment.ProcessId}.json");

    private static IEnumerable<SlopeRow> Archives =>
        [
            Archive("entry", n => Many(n, i => new HandEntry($"f{i}", [1])), 2_000),
            Archive("entry, 900", n => Many(n, i => new HandEntry($"f{i}", [1])), 220),
            Archive("folder, 900", n => Many(n, i => new HandEntry($"d{i}/", [])), 220),
            Archive("same name", n => Many(n, _ => new HandEntry("a", [1])), 220),
            Archive(
                "letter of the comment",
                n =>
                    new HandZip { Comment = new byte[Math.Min(n, 65_535)] }
                        .Add("a", "1")
                        .Bytes(),
                15_000
            ),
            Archive(
                "end in the comment",
                n =>
                    new HandZip { Comment = Repeated([0x50, 0x4B, 5, 6], n) }
                        .Add("a", "1")
                        .Bytes(),
                4_000
            ),
            Archive("letter of a name", n => Many(1, _ => new HandEntry(new string('a', n), [1])), 15_000),
            Archive(
                "folder of a name",
                n => Many(1, _ => new HandEntry(string.Concat(Enumerable.Repeat("a/", n)) + "a", [1])),
                7_000
            ),
            Archive(
                "extra field",
                n => Many(1, _ => new HandEntry("a", [1]) { Extra = Repeated([0x75, 0x70, 0, 0], n) }),
                4_000
            ),
            Archive("byte", n => Many(1, _ => new HandEntry("a", new byte[n])), 400_000),
            Archive("deflated byte", n => new HandZip().Add(HandEntry.Deflated("a", new byte[n])).Bytes(), 200_000),
            Archive("end of directory", n => Repeated([0x50, 0x4B, 5, 6], n), 100_000),
            Archive("header", n => Repeated([0x50, 0x4B, 1, 2], n), 100_000),
        ];

    private static IEnumerable<SlopeRow> Tables =>
        [
            Table("line", SlopeRow.Text("", "a,b\r\n", ""), 20_000),
            Table("comma", SlopeRow.Text("", ",", ""), 200_000),
            Table("quotation mark", SlopeRow.Text("\"", "\"\"", "\""), 100_000),
            Table("open quotation mark", SlopeRow.Text("", "\"a\",\"", ""), 50_000),
            Table("letter", SlopeRow.Text("", "x", ""), 200_000),
            Table("line end in a cell", SlopeRow.Text("\"", "\r\n", "\""), 40_000),
            Table("carriage return", SlopeRow.Text("", "\r", ""), 200_000),
            new("CSV list", "line", SlopeRow.Text("", "a,b\r\n", ""), input => CsvList.Read(input), 20_000),
            new(
                "CSV list",
                "line of a list",
                SlopeRow.Numbered(
                    string.Join(',', CsvList.Columns) + "\r\n",
                    i => $"X{i}" + new string(',', CsvList.Columns.Count - 1) + "\r\n",
                    ""
                ),
                input => CsvList.Read(input),
                1_000
            ),
        ];

    private static IEnumerable<SlopeRow> Structures =>
        new (string Token, Func<int, byte[]> Input, int N)[]
        {
            ("sequence in a sequence", n => Nested(Math.Min(n, 60_000)), 2_000),
            ("number in a sequence", n => Sequence(n, writer => writer.WriteInteger(1)), 20_000),
            (
                "sequence beside",
                n =>
                    Sequence(
                        n,
                        writer =>
                        {
                            writer.PushSequence();
                            writer.PopSequence();
                        }
                    ),
                20_000
            ),
            ("byte of a number", n => Sequence(1, writer => writer.WriteInteger([1, .. new byte[n]])), 100_000),
            (
                "arc of an identifier",
                n => Sequence(1, writer => writer.WriteObjectIdentifier("1.2" + string.Concat(Enumerable.Repeat(".3", n)))),
                2_000
            ),
            ("octet", n => Sequence(1, writer => writer.WriteOctetString(new byte[n])), 400_000),
            ("indefinite length", n => Repeated([0x30, 0x80], n), 20_000),
            ("part of an octet string", n => [0x24, 0x80, .. Repeated([0x04, 0x01, 0x00], n), 0, 0], 20_000),
        }.SelectMany(token =>
            new SlopeRow[]
            {
                new(
                    "DER, certificate",
                    token.Token,
                    token.Input,
                    input => Certificate.TryRead(input, out _, out _),
                    token.N
                ),
                new(
                    "DER, revocation list",
                    token.Token,
                    token.Input,
                    input => RevocationList.TryRead(input, out _, out _),
                    token.N
                ),
                new("DER, OCSP", token.Token, token.Input, input => OcspResponse.TryRead(input, out _, out _), token.N),
                new("DER, token", token.Token, token.Input, input => TimestampToken.TryRead(input, out _, out _), token.N),
                new("DER, evidence", token.Token, token.Input, input => EvidenceRecord.Read(input), token.N),
                new("DER, file", token.Token, token.Input, input => CertificateFile.Read(input), token.N),
            }
        );

    private static IEnumerable<SlopeRow> Others =>
        [
            new(
                "PEM",
                "certificate",
                SlopeRow.Text("", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", ""),
                input => CertificateFile.Read(input),
                2_000
            ),
            new(
                "PEM",
                "beginning",
                SlopeRow.Text("", "-----BEGIN CERTIFICATE-----\n", ""),
                input => CertificateFile.Read(input),
                10_000
            ),
            new("PEM", "hyphen", SlopeRow.Text("", "-", ""), input => CertificateFile.Read(input), 100_000),
            new(
                "JWS",
                "letter of the payload",
                SlopeRow.Text($"{Header("{}")}.", "A", ".AA"),
                input => CompactJws.Read(input, out _),
                100_000
            ),
            new("JWS", "point", SlopeRow.Text("a", ".", ""), input => CompactJws.Read(input, out _), 400_000),
            new("JWS", "line end", SlopeRow.Text("a.b.c", "\r\n", ""), input => CompactJws.Read(input, out _), 200_000),
            new(
                "JWS",
                "member",
                n =>
                    Encoding.UTF8.GetBytes(
                        $"{Header("{" + string.Concat(Enumerable.Range(0, n).Select(i => $"\"{i}\":1,")) + "\"x\":1}")}.AA.AA"
                    ),
                input => CompactJws.Read(input, out _),
                600
            ),
            new(
                "JWS",
                "certificate",
                n =>
                    Encoding.UTF8.GetBytes(
                        $"{Header("{\"x5c\":[" + string.Concat(Enumerable.Repeat("\"AA\",", n)) + "\"AA\"]}")}.AA.AA"
                    ),
                input => CompactJws.Read(input, out _),
                1_000
            ),
            .. new (string Token, Func<int, byte[]> Input, int N)[]
            {
                ("member", SlopeRow.Numbered("{", i => $"\"m{i}\":1,", "\"x\":1}"), 10_000),
                (
                    "digest",
                    SlopeRow.Numbered("{\"name\":\"x\",\"digests\":{", i => $"\"D{i}\":null,", "\"x\":null}}"),
                    8_000
                ),
                (
                    "key",
                    SlopeRow.Text(
                        "{\"name\":\"x\",\"digests\":{},\"keys\":[",
                        "{\"kind\":\"RSA\",\"bits\":2048,\"until\":null},",
                        "{\"kind\":\"RSA\",\"bits\":1}]}"
                    ),
                    4_000
                ),
                ("comment", SlopeRow.Text("", "//x\n", "{}"), 50_000),
                ("array", SlopeRow.Text("", "[", ""), 100_000),
            }.Select(token => new SlopeRow(
                "validation policy",
                token.Token,
                token.Input,
                input => PolicyFile.TryRead(input, out _, out _),
                token.N
            )),
            .. new (string Token, Func<int, byte[]> Input, int N)[]
            {
                (
                    "authority",
                    SlopeRow.Numbered(
                        "{\"authorities\":[",
                        i =>
                            $"{{\"code\":\"X{i}\",\"name\":\"n\",\"state\":\"XX\",\"served\":false,\"languages\":[],\"channels\":[],\"signingCertificates\":[]}},",
                        "{}],\"callers\":[]}"
                    ),
                    2_000
                ),
                ("member", SlopeRow.Numbered("{", i => $"\"m{i}\":1,", "\"x\":1}"), 10_000),
                ("array", SlopeRow.Text("", "[", ""), 100_000),
            }.Select(token => new SlopeRow("directory file", token.Token, token.Input, ReadDirectory, token.N)),
        ];

    public static IEnumerable<SlopeRow> Rows => [.. Archives, .. Tables, .. Structures, .. Others];

    private static SlopeRow Archive(string token, Func<int, byte[]> input, int n) => new("ZIP", token, input, Open, n);

    private static SlopeRow Table(string token, Func<int, byte[]> input, int n) =>
        new("CSV", token, input, bytes => CsvText.Read(Encoding.UTF8.GetString(bytes), 10_000, out _), n);

    private static void Open(byte[] input)
    {
        if (!AsicContainer.TryRead(() => new MemoryStream(input), ContainerPolicy.Default, out var container, out _))
            return;
        foreach (var entry in container.Zip.Entries)
            using (var content = container.Zip.Open(entry))
                content.CopyTo(Stream.Null);
    }

    private static void ReadDirectory(byte[] input)
    {
        File.WriteAllBytes(Scratch, input);
        try
        {
            _ = DirectoryFile.Read(Scratch);
        }
        catch (InvalidOperationException)
        {
            // Rejected.
        }
        finally
        {
            File.Delete(Scratch);
        }
    }

    private static byte[] Many(int n, Func<int, HandEntry> entry)
    {
        var zip = new HandZip();
        for (var i = 0; i < n; i++)
            zip.Add(entry(i));
        return zip.Bytes();
    }

    private static byte[] Nested(int n)
    {
        var der = Array.Empty<byte>();
        for (var i = 0; i < n; i++)
        {
            if (der.Length > 0xFFFF)
                break;
            der =
                der.Length < 0x80
                    ? [0x30, (byte)der.Length, .. der]
                    : [0x30, 0x82, (byte)(der.Length >> 8), (byte)der.Length, .. der];
        }
        return der;
    }

    private static byte[] Sequence(int n, Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
            for (var i = 0; i < n; i++)
                write(writer);
        return writer.Encode();
    }

    private static byte[] Repeated(byte[] token, int n) => [.. Enumerable.Repeat(token, n).SelectMany(bytes => bytes)];

    private static string Header(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
