using System.Text;
using Gateway.Adapters.Asic;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.XmlSignatures;
using Gateway.Adapters.Zip;
using Gateway.Domain.Messages;
using Gateway.Tests.Signatures;

namespace Gateway.Tests.Containers;

/// <summary>
/// Containers changed at random: an answer for each, at once, and never another content for what was signed.
/// </summary>
[Collection(Infrastructure.Alone.Name)]
public sealed class MutatedContainerTests
{
    private static readonly byte[] Document = "<m>María</m>"u8.ToArray();
    private static readonly byte[] Annex = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("anexo ", 200)));

    [Fact]
    public void Twenty_thousand_mutated_containers_are_answered()
    {
        var originals = Originals();
        var verifier = new StrictAsicVerifier(1_000_000, 100_000);
        var (passed, rejected, failed) = (0, 0, 0);

        for (var seed = 0; seed < 20_000; seed++)
        {
            var mutated = Mutated(originals[seed % originals.Count], new Random(seed));
            var answer = default(ContainerVerdict)!;
            Quickly.Do(() =>
            {
                answer = verifier.Verify(() => new MemoryStream(mutated), [TestKeys.Known("p256")], TestKeys.Noon);
                if (
                    AsicContainer.TryRead(() => new MemoryStream(mutated), ContainerPolicy.Default, out var container, out _)
                )
                    ReadAll(container);
            });

            if (answer.Verdict is null)
                rejected++;
            else if (!answer.Verdict.IsPassed)
                failed++;
            if (answer.Verdict is not { IsPassed: true })
                continue;
            passed++;
            answer.Verdict.SignedContent.ToArray().ShouldBe(Document);
            var file = answer.Files.ShouldHaveSingleItem();
            file.Name.ShouldBe("anexo.txt");
            using var content = new MemoryStream();
            using (var source = file.Open())
                source.CopyTo(content);
            content.ToArray().ShouldBe(Annex);
        }
        passed.ShouldBeGreaterThan(100, "times, attributes, white space in base64");
        rejected.ShouldBeGreaterThan(1_000);
        failed.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public void Real_containers_mutated_are_answered()
    {
        var files = SignatureCorpus.Files().Select(File.ReadAllBytes).Where(file => AsicContainer.IsArchive(file)).ToList();

        for (var seed = 0; seed < 3_000; seed++)
        {
            var mutated = Mutated(files[seed % files.Count], new Random(seed));
            Quickly.Do(() =>
            {
                if (
                    AsicContainer.TryRead(() => new MemoryStream(mutated), ContainerPolicy.Default, out var container, out _)
                )
                    ReadAll(container);
            });
        }
    }

    [Fact]
    public void Every_beginning_of_a_container_is_answered()
    {
        var whole = Originals()[0];

        for (var length = 0; length < whole.Length; length++)
            StrictZip.TryRead(() => new MemoryStream(whole, 0, length), ZipLimits.Default, out _, out _).ShouldBeFalse();
    }

    private static void ReadAll(AsicContainer container)
    {
        foreach (var signature in container.Signatures.Where(each => each.Signature is not null))
        {
            using var key = VerificationKey();
            SignatureCheck.Of(signature.Signature!, key, container.Files);
        }
        foreach (var entry in container.Zip.Entries)
            try
            {
                using var content = container.Zip.Open(entry);
                content.CopyTo(Stream.Null);
            }
            catch (InvalidDataException)
            {
                // It was said what it is.
            }
    }

    private static VerificationKey VerificationKey() =>
        Adapters.Cryptography.VerificationKey.OfCertificate(TestKeys.Certificate("p256").RawData)!;

    private static List<byte[]> Originals()
    {
        var stored = new AsicTemplate { Files = [("message.xml", Document), ("anexo.txt", Annex)] }.Write();
        StrictZip.TryRead(() => new MemoryStream(stored), ZipLimits.Default, out var zip, out _).ShouldBeTrue();
        var (deflated, streamed) = (new HandZip(), new HandZip());
        foreach (var entry in zip!.Entries)
        {
            using var content = new MemoryStream();
            using (var source = zip.Open(entry))
                source.CopyTo(content);
            var isFirst = entry.Name == "mimetype";
            var made = isFirst
                ? new HandEntry(entry.Name, content.ToArray())
                : HandEntry.Deflated(entry.Name, content.ToArray());
            deflated.Add(made);
            streamed.Add(
                isFirst
                    ? made
                    : made with
                    {
                        Flags = 1 << 11 | 8,
                        Descriptor =
                        [
                            0x50,
                            0x4B,
                            7,
                            8,
                            .. BitConverter.GetBytes(made.Crc),
                            .. BitConverter.GetBytes(made.Stored.Length),
                            .. BitConverter.GetBytes(made.Length),
                        ],
                    }
            );
        }
        return [stored, deflated.Bytes(), streamed.Bytes()];
    }

    private static byte[] Mutated(byte[] archive, Random random)
    {
        var bytes = new List<byte>(archive);
        for (var changes = 1 + random.Next(random.Next(5) + 1); changes > 0; changes--)
        {
            // Headers are few among many bytes of content: half of the changes go to the last part, where the directory is.
            var at =
                random.Next(2) == 0
                    ? random.Next(bytes.Count + 1)
                    : bytes.Count - random.Next(Math.Min(bytes.Count, 400) + 1);
            switch (random.Next(6))
            {
                case 0 or 1 or 2 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 3 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 4:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + random.Next(8)));
                    break;
                default:
                    var from = random.Next(bytes.Count + 1);
                    bytes.InsertRange(at, bytes.GetRange(from, Math.Min(bytes.Count - from, random.Next(60))));
                    break;
            }
        }
        return [.. bytes];
    }
}
