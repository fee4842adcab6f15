using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.Tsp;
using Org.BouncyCastle.Tsp;
using Ber = Org.BouncyCastle.Asn1;

namespace Gateway.Tests.Evidence;

/// <summary>A verifier of records in a few lines, on another library, that shares nothing with the one under test.</summary>
internal static class ByHand
{
    /// <summary>
    /// Every imprint is over what it should be, and every token rightly signed by the certificate in it; times of the
    /// tokens.
    /// </summary>
    public static IReadOnlyList<DateTimeOffset> Verify(byte[] record, params IReadOnlyList<byte[]> documents)
    {
        var times = new List<DateTimeOffset>();
        var chains = Ber.Asn1Sequence.GetInstance(Ber.Asn1Sequence.GetInstance(record)[2]);
        for (var chain = 0; chain < chains.Count; chain++)
        {
            byte[]? before = null;
            foreach (var timestamp in Ber.Asn1Sequence.GetInstance(chains[chain]))
            {
                var encoded = Ber.Asn1Sequence.GetInstance(timestamp)[^1].ToAsn1Object().GetDerEncoded();
                var token = new TimeStampToken(new Org.BouncyCastle.Cms.CmsSignedData(encoded));
                Func<byte[], byte[]> hash =
                    token.TimeStampInfo.MessageImprintAlgOid == TspAlgorithms.Sha512 ? SHA512.HashData : SHA256.HashData;
                var older = hash(new Ber.DerSequence(chains.Take(chain).ToArray()).GetDerEncoded());
                byte[][] leaves = before is not null
                    ? [hash(before)]
                    : [.. documents.Select(document => chain == 0 ? hash(document) : hash([.. hash(document), .. older]))];
                token.TimeStampInfo.GetMessageImprintDigest().ShouldBe(Up(timestamp, hash, leaves));
                token.Validate(token.GetCertificates().EnumerateMatches(token.SignerID).Single());
                times.Add(new(token.TimeStampInfo.GenTime, TimeSpan.Zero));
                before = encoded;
            }
        }
        return times;
    }

    private static byte[] Up(Ber.Asn1Encodable timestamp, Func<byte[], byte[]> hash, byte[][] leaves)
    {
        if (ArchiveTimeStamp.GetInstance(timestamp).GetReducedHashTree() is not { } lists)
            return leaves.ShouldHaveSingleItem();
        byte[]? below = null;
        foreach (var list in lists)
        {
            var values = list.GetValues().ToList();
            if (below is null)
                leaves.ShouldAllBe(leaf => values.Any(value => value.SequenceEqual(leaf)));
            else
                values.Add(below);
            below =
                values.Count == 1
                    ? values[0]
                    : hash([.. values.OrderBy(Convert.ToHexString, StringComparer.Ordinal).SelectMany(value => value)]);
        }
        return below!;
    }
}
