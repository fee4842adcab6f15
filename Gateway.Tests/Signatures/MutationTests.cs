using System.Diagnostics.Tracing;
using System.Text;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xades.Signing;
using Gateway.Adapters.Xades.Strict;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;
using Gateway.Tests.Xml;

namespace Gateway.Tests.Signatures;

/// <summary>
/// Signed documents changed at random: an answer for each, at once, and never another content for what was signed.
/// </summary>
[Collection(Infrastructure.Alone.Name)]
public sealed class MutationTests
{
    private static readonly Files AtHand = new(("f", [1, 2, 3]));

    [Fact]
    public void Twenty_thousand_mutated_files_are_answered()
    {
        var originals = Originals();
        var released = originals.Select(original => Released(original, out _)).ToList();
        var verifier = new StrictXadesVerifier();
        var intact = 0;

        for (var seed = 0; seed < 20_000; seed++)
        {
            var which = seed % originals.Count;
            var mutated = new MutatedXml(seed).Of(originals[which]);
            var (octets, isIntact) = (new HashSet<string>(), false);
            Quickly.Do(() =>
            {
                octets = Released(mutated, out isIntact);
                verifier.Verify(mutated, [TestKeys.Known("p256"), TestKeys.Known("rsa2048")], TestKeys.Noon);
            });

            if (isIntact)
                intact++;
            foreach (var each in octets)
                released[which].ShouldContain(each, Encoding.Latin1.GetString(mutated));
        }
        intact.ShouldBeGreaterThan(100, "white space in base64, bytes outside what is signed");
    }

    [Fact]
    public void Real_signatures_mutated_are_answered()
    {
        var files = SignatureCorpus
            .XmlFiles()
            .Where(file => new FileInfo(file).Length < 40_000)
            .Select(File.ReadAllBytes)
            .ToList();

        for (var seed = 0; seed < 3_000; seed++)
        {
            var mutated = new MutatedXml(seed).Of(files[seed % files.Count]);
            Quickly.Do(() => Released(mutated, out _));
        }
    }

    [Fact]
    public void Nothing_is_looked_up_on_any_network()
    {
        using var sockets = new SocketWatch();
        string[] uris =
        [
            "http://localhost:1/x",
            "https://example.org/",
            "ftp://localhost/x",
            "//localhost/x",
            "file:///etc/passwd",
            "urn:x",
            "x.xml",
            "\\\\localhost\\x",
        ];
        var references = uris.SelectMany(uri =>
            new[] { new DsigReference(uri), new DsigReference(uri, XadesTemplate.C14N) }
        );
        var document = new DsigTemplate { References = [.. references] }.In(
            "<a xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='urn:x "
                + "http://localhost:1/x.xsd'><?xml-stylesheet href='http://localhost:1/x'?></a>"
        );

        Engine.Check(document).References.ShouldAllBe(reference => reference.Outcome == ReferenceOutcome.NotFound);
        XmlTree
            .TryParse("<!DOCTYPE a SYSTEM 'http://localhost:1/x.dtd'><a/>"u8, TreeLimits.Default, out _, out _)
            .ShouldBeFalse();

        sockets.Events.ShouldBeEmpty();
    }

    private static List<byte[]> Originals() =>
        [
            .. WrappedVariants.Kinds.Values.Select(template =>
                Encoding.UTF8.GetBytes(template.Sign(WrappedVariants.Document, Engine.With("p256")))
            ),
            Encoding.UTF8.GetBytes(
                new DsigTemplate { References = [new("f"), new("#o", XadesTemplate.Base64)] }.Sign(
                    "<a><o Id='o'>aGVsbG8=</o></a>",
                    Engine.With("p256"),
                    AtHand
                )
            ),
            Encoding.UTF8.GetBytes(
                HandSigner.Sign(
                    WrappedVariants.Document,
                    new XadesTemplate { Certificate = TestKeys.Certificate("rsa2048") }
                )
            ),
            XadesSigner.Sign(
                "<?xml version='1.0' encoding='utf-8'?><m>María</m>"u8.ToArray(),
                TestKeys.Certificate("p256"),
                TestKeys.Noon
            ),
        ];

    /// <summary>All that can be had of a document with keys of ours.</summary>
    private static HashSet<string> Released(byte[] document, out bool isIntact)
    {
        var released = new HashSet<string>();
        isIntact = false;
        if (!SignedDocument.TryRead(document, TreeLimits.Default, out var signed, out _))
            return released;
        foreach (var element in signed.Signatures)
        {
            if (!XmlSignature.TryRead(signed, element, out var signature, out _))
                continue;
            var candidates = KeyCandidate
                .In(signature)
                .Select(each => VerificationKey.OfPublicKeyInfo(each.PublicKey))
                .OfType<VerificationKey>();
            foreach (var candidate in candidates.ToList())
                SignatureCheck.Of(signature, candidate, AtHand).References.Count.ShouldBeGreaterThan(0);
            foreach (var name in new[] { "p256", "rsa2048" })
            {
                using var key = VerificationKey.OfCertificate(TestKeys.Certificate(name).RawData)!;
                var check = SignatureCheck.Of(signature, key, AtHand);
                isIntact |= check.IsIntact;
                foreach (var reference in check.References.Concat(check.References.SelectMany(r => r.Manifest)))
                    if (check.TryRelease(reference, out var octets))
                        released.Add(Encoding.Latin1.GetString(octets.Span));
            }
        }
        return released;
    }

    /// <summary>Hears of names resolved and connections begun on the thread of the test.</summary>
    private sealed class SocketWatch : EventListener
    {
        private readonly int _thread = Environment.CurrentManagedThreadId;

        public List<string> Events { get; } = [];

        protected override void OnEventSourceCreated(EventSource source)
        {
            if (source.Name is "System.Net.Sockets" or "System.Net.NameResolution" or "System.Net.Http")
                EnableEvents(source, EventLevel.Verbose);
        }

        protected override void OnEventWritten(EventWrittenEventArgs written)
        {
            if (Environment.CurrentManagedThreadId == _thread)
                Events.Add(written.EventName ?? "");
        }
    }
}
