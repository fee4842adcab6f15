using Gateway.Adapters.SigningKeys;
using Gateway.Adapters.Xades.Signing;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Asic;

/// <summary>
/// Makes ASiC containers with one XAdES-BASELINE-B signature over every file (ETSI EN 319 162-1, EN 319 132-1).
/// </summary>
public static class AsicSigner
{
    /// <param name="files">Each is read four times: digested, verified, measured, copied.</param>
    /// <exception cref="ArgumentException">A container of this kind cannot hold these files, or the key cannot
    /// sign.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The key fails.</exception>
    public static void Write(
        Stream destination,
        ContainerKind kind,
        IReadOnlyList<PackedFile> files,
        IPrivateKey key,
        DateTimeOffset signingTime,
        SigningChoice? choice = null
    )
    {
        AsicWriter.Require(kind, files);
        var named = files.Select(file => new DetachedFile(AsicWriter.UriOf(file.Name), file.MediaType)).ToList();
        var signatures = XadesSigner.SignDetached(
            named,
            new AtHand(files),
            key,
            signingTime,
            choice,
            SignatureRoot.AsicContainer
        );
        AsicWriter.Write(destination, kind, files, signatures);
    }

    private sealed class AtHand(IReadOnlyList<PackedFile> files) : IDetachedContent
    {
        private readonly Dictionary<string, PackedFile> _byUri = files.ToDictionary(
            file => AsicWriter.UriOf(file.Name),
            StringComparer.Ordinal
        );

        public Stream? Open(string uri) => _byUri.GetValueOrDefault(uri)?.Open();
    }
}
