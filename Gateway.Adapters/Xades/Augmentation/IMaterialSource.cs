using Gateway.Adapters.Certificates;

namespace Gateway.Adapters.Xades.Augmentation;

/// <summary>Where certificates and revocation come from that a signature is to carry with it.</summary>
public interface IMaterialSource
{
    /// <summary>What is at hand now; asked again before each level, since revocation ages.</summary>
    /// <param name="targets">Those whose paths and revocation are wanted.</param>
    /// <param name="embedded">Certificates that the signature has with it.</param>
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
