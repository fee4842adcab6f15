using Gateway.Adapters.Certificates;

namespace Gateway.Adapters.Xades.Augmentation;

/// <summary>The source of certificates and revocation data to add to a signature.</summary>
public interface IMaterialSource
{
    /// <summary>The material available now; requested again before each level, since revocation data ages.</summary>
    /// <param name="targets">The certificates that need paths and revocation data.</param>
    /// <param name="embedded">Certificates in the signature.</param>
    Task<TrustMaterial> AtHandAsync(
        IReadOnlyList<Certificate> targets,
        IReadOnlyList<Certificate> embedded,
        CancellationToken cancellation
    );
}

/// <summary>The files of a folder, read each time.</summary>
/// <param name="folder">As <see cref="TrustMaterial.Read"/> has it.</param>
public sealed class FolderMaterial(string folder) : IMaterialSource
{
    public Task<TrustMaterial> AtHandAsync(
        IReadOnlyList<Certificate> targets,
        IReadOnlyList<Certificate> embedded,
        CancellationToken cancellation
    ) => Task.Run(() => TrustMaterial.Read(folder), cancellation);
}
