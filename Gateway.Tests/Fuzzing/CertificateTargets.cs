using Gateway.Adapters.Certificates;

namespace Gateway.Tests.Fuzzing;

/// <summary>Certificates, revocation lists and OCSP responses, from DER or PEM to the checks that are made with them.</summary>
public static class CertificateTargets
{
    private static readonly DateTimeOffset At = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Read(byte[] input)
    {
        var file = CertificateFile.Read(input);
        foreach (var certificate in file.Certificates)
        {
            FuzzTarget.Promise(Certificate.TryRead(certificate.Encoded, out var again, out _) && again.Equals(certificate), "What was read is read again.");
            var pool = new CertificatePool();
            pool.Add(certificate);
            foreach (var path in new PathBuilder([certificate], pool, new SignatureWork()).PathsOf(certificate).Take(3))
            {
                _ = PathValidation.FlawOf(path, At);
                _ = PathValidation.PoliciesOf(path);
            }
        }
        foreach (var revocation in file.Revocation) _ = revocation.ProducedAt;
    }

    public static IEnumerable<byte[]> Seeds() =>
        DerSeeds.In("X509Certificate", "EncapsulatedX509Certificate").Concat(DerSeeds.In("EncapsulatedCRLValue")).Concat(DerSeeds.In("EncapsulatedOCSPValue"));
}
