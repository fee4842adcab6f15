using Gateway.Adapters.Messages;
using Gateway.Adapters.Xades.Signing;
using Gateway.Adapters.Xades.Strict;
using Gateway.Domain.Messages;
using Gateway.Tests.Messages;

namespace Gateway.Tests.Signatures;

/// <summary>Real signatures of others, sound and broken, as hostile input.</summary>
public sealed class CorpusTests
{
    [Fact]
    public void No_document_of_the_collection_makes_the_verifier_or_the_reader_throw_and_none_is_a_message()
    {
        var files = SignatureCorpus.Files();

        files.Length.ShouldBeGreaterThan(30);
        var told = new HashSet<string>();
        foreach (var file in files)
        {
            var document = File.ReadAllBytes(file);
            var verdict = Verify(document);

            verdict.IsPassed.ShouldBeFalse(file);
            told.Add(verdict.Reasons.ShouldHaveSingleItem());
            new MessageReader().Check(document).ShouldNotBeNull(file);
        }
        told.Count.ShouldBeGreaterThan(5, "A verifier that rejects everything for one reason has looked at nothing.");
    }

    [Fact]
    public void The_verifier_and_the_reader_that_reject_the_collection_accept_a_message()
    {
        var message = XadesSigner.Sign(Samples.Of(MessageKind.Request).Write(), TestKeys.Certificate("p256"), TestKeys.Noon);

        Verify(message).IsPassed.ShouldBeTrue();
        new MessageReader().Check(message).ShouldBeNull();
    }

    private static SignatureVerdict Verify(byte[] document) =>
        new StrictXadesVerifier().Verify(document, [TestKeys.Known("p256")], TestKeys.Noon);
}
