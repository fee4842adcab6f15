using System.IO.Compression;
using Gateway.Adapters.Asic;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.XmlSignatures;
using Gateway.Tests.Signatures;

namespace Gateway.Tests.Containers;

/// <summary>Large files are digested while they are inflated; bombs are rejected before they are.</summary>
[Collection(Infrastructure.Alone.Name)]
public sealed class ContainerMemoryTests
{
    private const int Size = 100_000_000;

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    public void A_file_of_100_MB_verifies_in_little_memory(CompressionLevel level)
    {
        var archive = Path.GetTempFileName();
        try
        {
            Write(archive, level);
            using var key = VerificationKey.OfCertificate(TestKeys.Certificate("p256").RawData)!;
            var policy = ContainerPolicy.Default;
            var (allocated, before) = (GC.GetTotalAllocatedBytes(precise: true), Resident());

            AsicContainer
                .TryRead(() => File.OpenRead(archive), policy, out var container, out var rejection)
                .ShouldBeTrue(rejection?.Reason);
            SignatureCheck
                .Of(container!.Signatures.ShouldHaveSingleItem().Signature!, key, container.Files)
                .IsIntact.ShouldBeTrue();
            new StrictAsicVerifier(200_000_000, 10_000_000)
                .Verify(() => File.OpenRead(archive), [TestKeys.Known("p256")], TestKeys.Noon)
                .Verdict!.IsPassed.ShouldBeTrue();

            (GC.GetTotalAllocatedBytes(precise: true) - allocated).ShouldBeLessThan(10_000_000);
            (Resident() - before).ShouldBeLessThan(100_000_000);
        }
        finally
        {
            File.Delete(archive);
        }
    }

    [Fact]
    public void Bombs_leave_no_trace_in_memory()
    {
        var nested = new byte[5_000_000];
        for (var level = 0; level < 6; level++)
            nested = new HandZip().Add(HandEntry.Deflated("next.zip", nested)).Bytes();
        byte[][] bombs =
        [
            new HandZip().Add(HandEntry.Deflated("a", new byte[100_000_000])).Bytes(),
            new HandZip().Add(HandEntry.Deflated("a", new byte[100_000_000]) with { Length = 900_000 }).Bytes(),
            nested,
            new HandZip { Entries = 0xFFFE }
                .Add("a", "1")
                .Bytes(),
        ];
        foreach (var bomb in bombs)
        {
            var allocated = GC.GetTotalAllocatedBytes(precise: true);

            Quickly.Do(
                () =>
                {
                    if (
                        !AsicContainer.TryRead(
                            () => new MemoryStream(bomb),
                            ContainerPolicy.Default,
                            out var container,
                            out _
                        )
                    )
                        return;
                    foreach (var file in container.DataFiles)
                        try
                        {
                            using var content = container.Zip.Open(file);
                            content.CopyTo(Stream.Null);
                        }
                        catch (InvalidDataException)
                        {
                            // Cut off where it was said to end.
                        }
                },
                0.25
            );

            (GC.GetTotalAllocatedBytes(precise: true) - allocated).ShouldBeLessThan(4 * 2_000_000);
        }
    }

    [Fact]
    public void Files_are_not_read_again_and_again()
    {
        var archive = new AsicTemplate { Files = [("a.bin", new byte[1_000_000])] }.Write();
        AsicContainer
            .TryRead(() => new MemoryStream(archive), ContainerPolicy.Default, out var container, out _)
            .ShouldBeTrue();
        var times = 0;

        Should.Throw<InvalidDataException>(() =>
        {
            for (; times < 1000; times++)
                container!.Files.Open("a.bin")!.Dispose();
        });

        times.ShouldBeInRange(50, 100);
    }

    private static long Resident()
    {
        GC.Collect();
        return Environment.WorkingSet;
    }

    private static void Write(string archive, CompressionLevel level)
    {
        var content = new byte[Size];
        new Random(1).NextBytes(content);
        var signatures = new AsicTemplate { Files = [("message.xml", "<m/>"u8.ToArray()), ("a.bin", content)] };
        using var whole = new MemoryStream(signatures.Write());
        using var source = new ZipArchive(whole);
        using var target = ZipFile.Open(archive + ".zip", ZipArchiveMode.Create);
        foreach (var entry in source.Entries)
        {
            using var from = entry.Open();
            using var to = target
                .CreateEntry(entry.FullName, entry.FullName == "mimetype" ? CompressionLevel.NoCompression : level)
                .Open();
            from.CopyTo(to);
        }
        target.Dispose();
        File.Move(archive + ".zip", archive, overwrite: true);
    }
}
