using System.IO.Compression;
using System.Security.Cryptography;
using Gateway.Adapters.Asic;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Tests.Containers;

/// <summary>What is written is read by ours and by others, and is the same each time.</summary>
public sealed class AsicWriterTests
{
    private static readonly AsicTemplate Extended = new()
    {
        Files = [("message.xml", "<m/>"u8.ToArray()), ("a b/ñ+#?.txt", "x"u8.ToArray()), ("leer", [])],
    };

    [Fact]
    public void The_same_files_and_signatures_give_the_same_bytes()
    {
        var signatures = Extended.Signatures();

        byte[] Write()
        {
            using var bytes = new MemoryStream();
            AsicWriter.Write(bytes, ContainerKind.Extended, [.. Extended.Files.Select(AsicTemplate.Pack)], signatures);
            return bytes.ToArray();
        }

        Write().ShouldBe(Write());
    }

    [Theory]
    [InlineData(ContainerKind.Extended)]
    [InlineData(ContainerKind.Simple)]
    public void Nothing_is_odd_about_it(ContainerKind kind)
    {
        var template = kind == ContainerKind.Extended ? Extended : new AsicTemplate { Kind = kind };
        var bytes = template.Write();

        AsicContainer
            .TryRead(() => new MemoryStream(bytes), ContainerPolicy.Default, out var container, out _)
            .ShouldBeTrue();

        container!.Kind.ShouldBe(kind);
        container.Findings.ShouldBeEmpty();
        container.DataFiles.Select(file => file.Name).ShouldBe(template.Files.Select(file => file.Name));
        var signature = container.Signatures.ShouldHaveSingleItem();
        signature.Names.Count.ShouldBe(template.Files.Length);
        using var key = VerificationKey.OfCertificate(template.Certificate.RawData)!;
        SignatureCheck.Of(signature.Signature!, key, container.Files).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public void The_platforms_reader_reads_it_and_the_first_bytes_tell_what_it_is()
    {
        var bytes = Extended.Write();

        using var zip = new ZipArchive(new MemoryStream(bytes));
        foreach (var (name, content) in Extended.Files)
        {
            using var read = zip.GetEntry(name)!.Open();
            SHA256.HashData(read).ShouldBe(SHA256.HashData(content));
        }
        System.Text.Encoding.ASCII.GetString(bytes, 30, 8 + 31).ShouldBe("mimetypeapplication/vnd.etsi.asic-e+zip");
    }

    [Theory]
    [InlineData("../a")]
    [InlineData("/a")]
    [InlineData("")]
    [InlineData("a\\b")]
    [InlineData("a/")]
    [InlineData("mimetype")]
    [InlineData("META-INF/a")]
    [InlineData("meta-inf/a")]
    [InlineData("MESSAGE.XML")]
    public void A_name_that_no_container_may_hold_is_not_written(string name) =>
        Should.Throw<ArgumentException>(() =>
            AsicWriter.Write(
                Stream.Null,
                ContainerKind.Extended,
                [AsicTemplate.Pack(("message.xml", [])), AsicTemplate.Pack((name, []))],
                default
            )
        );

    [Fact]
    public void An_asic_s_container_holds_one_file()
    {
        Should.Throw<ArgumentException>(() =>
            AsicWriter.Write(Stream.Null, ContainerKind.Simple, [.. Extended.Files.Select(AsicTemplate.Pack)], default)
        );
        Should.Throw<ArgumentException>(() =>
            AsicWriter.Write(Stream.Null, ContainerKind.Simple, [AsicTemplate.Pack(("a/b", []))], default)
        );
        Should.Throw<ArgumentException>(() => AsicWriter.Write(Stream.Null, ContainerKind.Extended, [], default));
    }

    [Fact]
    public void A_file_that_changes_while_it_is_written_is_noticed()
    {
        var times = 0;
        var file = new PackedFile("a", "text/plain", () => new MemoryStream([(byte)++times]));

        Should.Throw<InvalidDataException>(() => AsicWriter.Write(Stream.Null, ContainerKind.Simple, [file], default));
    }
}
