using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.XmlSignatures;
using Gateway.Domain.Messages;

namespace Gateway.Adapters.Xades.Strict;

/// <summary>
/// The parsed certificate of a signer: its validity and its key. Parsing one costs more than verifying with it, so parsed
/// certificates of the directory are kept as long as the directory has them.
/// </summary>
internal sealed class SignerKey : IDisposable
{
    private const int MostIdle = 8;
    private static readonly ConditionalWeakTable<SigningKey, SignerKey> Known = [];

    private readonly byte[] der;
    private readonly ConcurrentBag<VerificationKey> idle = [];

    private SignerKey(byte[] der)
    {
        this.der = der;
        using (Borrow()) { }
        try
        {
            using var certificate = Load(der);
            (NotBefore, NotAfter) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>UTC.</summary>
    public DateTime NotBefore { get; }

    /// <summary>UTC.</summary>
    public DateTime NotAfter { get; }

    /// <summary>Of the directory; kept.</summary>
    /// <exception cref="SignatureRejected">The certificate or its key cannot be used.</exception>
    public static SignerKey Of(SigningKey known) => Known.GetValue(known, key => new(key.Certificate.ToArray()));

    /// <summary>Of a certificate that the directory does not have; the caller disposes it.</summary>
    /// <exception cref="SignatureRejected">The certificate or its key cannot be used.</exception>
    public static SignerKey Read(byte[] der) => new(der);

    /// <summary>A key for one verification at a time.</summary>
    public Borrowed Borrow()
    {
        if (idle.TryTake(out var kept))
            return new(this, kept);
        var key =
            VerificationKey.OfCertificate(der)
            ?? throw SignatureRejected.Format("The key's kind or curve is not on the closed list.");
        try
        {
            StrictAlgorithms.RequireStrong(key);
            return new(this, key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        while (idle.TryTake(out var key))
            key.Dispose();
    }

    private static X509Certificate2 Load(byte[] der)
    {
        try
        {
            var certificate = X509CertificateLoader.LoadCertificate(der);
            return certificate.RawData.AsSpan().SequenceEqual(der)
                ? certificate
                : throw SignatureRejected.Format("The signing certificate is not plain DER.");
        }
        catch (CryptographicException)
        {
            throw SignatureRejected.Format("The signing certificate is not readable.");
        }
    }

    public readonly struct Borrowed(SignerKey from, VerificationKey key) : IDisposable
    {
        public VerificationKey Key => key;

        public void Dispose()
        {
            if (from.idle.Count < MostIdle)
                from.idle.Add(key);
            else
                key.Dispose();
        }
    }
}
