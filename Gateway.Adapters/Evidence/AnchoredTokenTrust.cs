using System.Security.Cryptography.X509Certificates;
using Gateway.Adapters.TimestampAuthorities;

namespace Gateway.Adapters.Evidence;

/// <summary>
/// Trusts timestamps with a path to one of some anchors, built from what is here and in the token: nothing is fetched, and the
/// machine's store is not asked. An anchor stays in the list after it expired, for the tokens of its time.
/// </summary>
/// <param name="lists">Revocation lists from elsewhere than the token, DER.</param>
/// <param name="requiresRevocation">A token counts only where a list issued after it speaks of every certificate but the anchor.</param>
public sealed class AnchoredTokenTrust(
    IReadOnlyList<X509Certificate2> anchors, IReadOnlyList<ReadOnlyMemory<byte>>? lists = null, bool requiresRevocation = false) : ITokenTrust
{
    private const string Timestamping = "1.3.6.1.5.5.7.3.8";

    public TokenTrust Judge(TimestampToken token, DateTimeOffset at)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(anchors.ToArray());
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = at.UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.ApplicationPolicy.Add(new(Timestamping));
        using var signer = X509CertificateLoader.LoadCertificate(token.Signer.Span);
        var others = token.Certificates.Select(certificate => X509CertificateLoader.LoadCertificate(certificate.Span)).ToArray();
        try
        {
            chain.ChainPolicy.ExtraStore.AddRange(others);
            if (!chain.Build(signer))
                return new(TokenFlaw.NoPath, default);
            var path = chain.ChainElements.Select(element => element.Certificate).ToList();
            var until = path.Min(certificate => new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
            return new(RevocationFlaw(token, path, at), until);
        }
        finally
        {
            foreach (var element in chain.ChainElements)
                element.Certificate.Dispose();
            foreach (var other in others)
                other.Dispose();
        }
    }

    private TokenFlaw? RevocationFlaw(TimestampToken token, List<X509Certificate2> path, DateTimeOffset at)
    {
        var known = RevocationLists.Read([.. token.RevocationLists, .. lists ?? []]);
        for (var place = 0; place < path.Count - 1; place++)
            switch (known.Say(path[place], path[place + 1], token.Time, at))
            {
                case RevocationStatus.Revoked:
                    return TokenFlaw.Revoked;
                case RevocationStatus.Unknown when requiresRevocation:
                    return TokenFlaw.RevocationUnknown;
            }
        return null;
    }
}
