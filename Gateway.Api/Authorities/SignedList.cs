using System.Security.Cryptography.X509Certificates;
using Gateway.Adapters.AuthorityLists;
using Gateway.Api.Configuration;
using Gateway.Domain;

namespace Gateway.Api.Authorities;

/// <summary>A list of authorities whose publisher is known: verified before a byte of its content is read.</summary>
/// <param name="Source">The publisher whose pinned key signed it.</param>
public sealed record SignedList(string Source, DateTimeOffset PublishedAt, IReadOnlyList<ListedRow> Rows)
{
    /// <summary>How far a publisher's clock may be ahead.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    public static (SignedList? List, Problem? Problem) Read(
        ReadOnlyMemory<byte> file,
        IReadOnlyList<Publisher> publishers,
        DateTimeOffset now
    )
    {
        if (CompactJws.Read(file, out var flaw) is not { } jws)
            return (null, new(Problem.SignatureInvalid, flaw));
        if (
            publishers.FirstOrDefault(publisher =>
                IsValid(publisher.Certificate, now) && jws.IsSignedBy(publisher.Certificate)
            )
            is not { } signer
        )
            return (
                null,
                IsSignedByWhoItClaims(jws)
                    ? new(
                        Problem.SignerUnknown,
                        "The signature is sound, but its key is not pinned for any publisher, or is not valid now."
                    )
                    : new(Problem.SignatureInvalid, "No publisher's pinned key made the signature.")
            );
        if (jws.IssuedAt > now + Ahead)
            return (null, new(Problem.SignatureInvalid, "The list is dated in the future."));
        var read = jws.ContentType.Contains('/', StringComparison.Ordinal)
            ? jws.ContentType
            : $"application/{jws.ContentType}";
        var list = read switch
        {
            JsonList.MediaType => JsonList.Read(jws.Payload),
            CsvList.MediaType => CsvList.Read(jws.Payload),
            _ => null,
        };
        return list switch
        {
            null => (null, new(Problem.MediaTypeUnsupported, "cty is json or text/csv.")),
            { Flaw: { } wrong } => (null, new(Problem.MalformedRequest, wrong)),
            _ => (new SignedList(signer.Source, jws.IssuedAt, list.Rows), null),
        };
    }

    private static bool IsValid(X509Certificate2 certificate, DateTimeOffset now) =>
        now.UtcDateTime >= certificate.NotBefore.ToUniversalTime()
        && now.UtcDateTime <= certificate.NotAfter.ToUniversalTime();

    /// <summary>Only determines the text of the rejection: what a file states about its own key proves nothing.</summary>
    private static bool IsSignedByWhoItClaims(CompactJws jws)
    {
        if (jws.ClaimedCertificate is not { } claimed)
            return false;
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(claimed.Span);
            return jws.IsSignedBy(certificate);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return false;
        }
    }
}
