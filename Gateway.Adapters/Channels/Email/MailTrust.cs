using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Security;

namespace Gateway.Adapters.Channels.Email;

/// <summary>
/// Which server certificate is trusted. The gateway fetches nothing because of a certificate: neither revocation data nor
/// missing issuers.
/// </summary>
internal static class MailTrust
{
    public static SecureSocketOptions SocketOptions(this MailHost host) =>
        host.Security switch
        {
            MailSecurity.ImplicitTls => SecureSocketOptions.SslOnConnect,
            MailSecurity.StartTls => SecureSocketOptions.StartTls,
            _ => SecureSocketOptions.None,
        };

    public static void ApplyTo(MailHost host, IMailService client)
    {
        client.CheckCertificateRevocation = false;
        client.ServerCertificateValidationCallback = (_, certificate, chain, errors) =>
            Believes(host, certificate, chain, errors);
    }

    private static bool Believes(MailHost host, X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 server)
            return false;
        if (host.PinnedSha256 is { } pin)
            return CryptographicOperations.FixedTimeEquals(SHA256.HashData(server.RawData), Convert.FromHexString(pin));
        if (host.CaFile is not { } file)
            return errors == SslPolicyErrors.None;
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(file);
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1")); // server authentication
        if (presented is not null)
            chain.ChainPolicy.ExtraStore.AddRange(presented.ChainElements.Select(element => element.Certificate).ToArray());
        return chain.Build(server);
    }
}
