using Gateway.Adapters.Messages;
using Gateway.Adapters.Signatures;

namespace Gateway.Tests.Signatures;

/// <summary>Real signatures of others, sound and broken, as hostile input.</summary>
public sealed class CorpusTests
{
    [Fact]
    public void No_document_of_the_collection_makes_the_verifier_or_the_reader_throw()
    {
        var files = SignatureCorpus.Files();

        files.Length.ShouldBeGreaterThan(30);
        foreach (var file in files)
        {
            var document = File.ReadAllBytes(file);
            var verdict = new StrictXadesVerifier().Verify(document, [TestKeys.Known("p256")], TestKeys.Noon);

            verdict.IsPassed.ShouldBeFalse(file);
            verdict.Reasons.ShouldHaveSingleItem();
            new MessageReader().Check(document).ShouldNotBeNull(file);
        }
    }
}
