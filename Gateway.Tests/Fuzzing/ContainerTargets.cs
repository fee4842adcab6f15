using System.IO.Compression;
using Gateway.Adapters.Asic;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.XmlSignatures;
using Gateway.Adapters.Zip;
using Gateway.Tests.Containers;
using Gateway.Tests.Signatures;

namespace Gateway.Tests.Fuzzing;

/// <summary>Containers from bytes to files; what is read is what .NET's own reader reads.</summary>
public static class ContainerTargets
{
    private static readonly ContainerPolicy Policy = ContainerPolicy.Default with
    {
        Zip = new ZipLimits { MaxExpanded = 8 * 1024 * 1024 },
        MaxMetadata = 1024 * 1024,
    };
    private static readonly StrictAsicVerifier Verifier = new(1_000_000, 100_000);

    public static readonly byte[][] Words =
    [
        "PK\u0001\u0002"u8.ToArray(),
        "PK\u0003\u0004"u8.ToArray(),
        "PK\u0005\u0006"u8.ToArray(),
        "PK\u0006\u0006"u8.ToArray(),
        "PK\u0006\u0007"u8.ToArray(),
        "PK\u0007\u0008"u8.ToArray(),
        "mimetype"u8.ToArray(),
        "META-INF/"u8.ToArray(),
        "META-INF/signatures.xml"u8.ToArray(),
        "META-INF/manifest.xml"u8.ToArray(),
        "META-INF/ASiCManifest.xml"u8.ToArray(),
        "../"u8.ToArray(),
        [0xFF, 0xFF, 0xFF, 0xFF],
        [0xFF, 0xFF],
        [1, 0, 16, 0],
        [0x75, 0x70],
    ];

    public static void Read(byte[] input)
    {
        Verifier.Verify(() => new MemoryStream(input), [TestKeys.Known("p256")], TestKeys.Noon);
        if (!AsicContainer.TryRead(() => new MemoryStream(input), Policy, out var container, out var rejection))
        {
            FuzzTarget.Promise(rejection.Reason.Length > 0, "A rejection says why.");
            return;
        }
        using var key = VerificationKey.OfCertificate(TestKeys.Certificate("p256").RawData)!;
        foreach (var signature in container.Signatures.Take(2))
            if (signature.Signature is { } read)
                SignatureCheck.Of(read, key, container.Files);
        Compare(container.Zip, input);
    }

    public static IEnumerable<byte[]> Seeds() =>
        [
            .. FuzzSeeds.Of(file => AsicContainer.IsArchive(file)),
            new AsicTemplate().Write(),
            new AsicTemplate { Kind = ContainerKind.Simple, Files = [("a.txt", "a"u8.ToArray())] }.Write(),
            new HandZip().Add(HandEntry.Deflated("a", new byte[2000])).Add(new HandEntry("b/", [])).Add("b/c", "d").Bytes(),
            new HandZip()
                .Add(
                    new HandEntry("a", "x"u8.ToArray())
                    {
                        Flags = 8,
                        Descriptor = [0x83, 0x16, 0xDC, 0x8C, 1, 0, 0, 0, 1, 0, 0, 0],
                    }
                )
                .Bytes(),
            new HandZip().Bytes(),
        ];

    private static void Compare(StrictZip zip, byte[] input)
    {
        using var other = new ZipArchive(new MemoryStream(input));
        FuzzTarget.Promise(other.Entries.Count == zip.Entries.Count, "Two readers find as many entries.");
        foreach (var entry in zip.Entries)
        {
            var same = other.GetEntry(entry.Name);
            FuzzTarget.Promise(same is not null || entry.Name.Any(c => c > 127), "Two readers find the same names.");
            if (Content(() => zip.Open(entry), entry.Length) is not { } content || same is null)
                continue;
            FuzzTarget.Promise(
                Content(same.Open, entry.Length) is { } theirs && theirs.AsSpan().SequenceEqual(content),
                "Two readers read the same."
            );
        }
    }

    private static byte[]? Content(Func<Stream> open, long length)
    {
        try
        {
            using var source = open();
            using var content = new MemoryStream((int)length);
            source.CopyTo(content);
            return content.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
