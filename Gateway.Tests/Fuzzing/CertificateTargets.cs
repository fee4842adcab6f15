using Gateway.Adapters.Certificates;
using Gateway.Tests.Certificates;
using Gateway.Tests.Signatures.Validation;

namespace Gateway.Tests.Fuzzing;

/// <summary>
/// Certificates, revocation lists and OCSP responses, from DER or PEM to the checks that are made with them.
/// </summary>
public static class CertificateTargets
{
    private static readonly DateTimeOffset At = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Read(byte[] input)
    {
        var file = CertificateFile.Read(input);
        foreach (var certificate in file.Certificates)
        {
            FuzzTarget.Promise(
                Certificate.TryRead(certificate.Encoded, out var again, out _) && again.Equals(certificate),
                "What was read is read again."
            );
            var pool = new CertificatePool();
            pool.Add(certificate);
            foreach (var path in new PathBuilder([certificate], pool, new SignatureBudget()).PathsOf(certificate).Take(3))
            {
                _ = PathValidation.FlawOf(path, At);
                _ = PathValidation.PoliciesOf(path);
            }
        }
        foreach (var revocation in file.Revocation)
            _ = revocation.ProducedAt;
    }

    /// <summary>Ours, then those that real signatures carry where the collection is.</summary>
    public static IEnumerable<byte[]> Seeds() =>
        Own()
            .Concat(
                DerSeeds
                    .In("X509Certificate", "EncapsulatedX509Certificate")
                    .Concat(DerSeeds.In("EncapsulatedCRLValue"))
                    .Concat(DerSeeds.In("EncapsulatedOCSPValue"))
            );

    private static IEnumerable<byte[]> Own()
    {
        var world = new World();
        Holder[] holders = [world.Root, world.Issuer, world.Signer, world.Responder, world.StampRoot, world.Stamper];
        return
        [
            .. holders.Select(holder => holder.Certificate.Encoded.ToArray()),
            world.List(world.Issuer, World.Signing, (world.Signer, World.Signing)).Encoded.ToArray(),
            world.Answer(World.Signing).Encoded.ToArray(),
        ];
    }
}
