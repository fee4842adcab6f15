using System.Security.Cryptography.X509Certificates;
using Gateway.Domain.Authorities;

namespace Gateway.Api.Configuration;

/// <summary>A publisher whose signed lists of authorities are imported, identified by a pinned certificate.</summary>
public sealed record Publisher(string Source, X509Certificate2 Certificate)
{
    /// <exception cref="InvalidOperationException">The entry is not of the documented form.</exception>
    internal static Publisher Read(PublisherEntry entry) =>
        DirectoryCodes.IsSource(entry.Source)
            ? new(entry.Source, X509Certificate2.CreateFromPem(entry.Certificate))
            : throw new InvalidOperationException("The source of a publisher is a code such as cna-directory.");

    internal static bool IsReadable(PublisherEntry entry)
    {
        try
        {
            using var certificate = Read(entry).Certificate;
            return true;
        }
        catch (Exception exception)
            when (exception is InvalidOperationException or System.Security.Cryptography.CryptographicException)
        {
            return false;
        }
    }
}
