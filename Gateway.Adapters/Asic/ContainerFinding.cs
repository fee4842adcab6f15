using Gateway.Domain.Messages;

namespace Gateway.Adapters.Asic;

public enum FindingWeight
{
    /// <summary>Worth knowing; others write it so.</summary>
    Notice,

    /// <summary>The signatures stand, but not for everything a reader may take for signed.</summary>
    Warning,

    /// <summary>No signature of the container counts.</summary>
    Error,
}

/// <summary>What is odd about a container, apart from its signatures.</summary>
public enum ContainerFlaw
{
    MimetypeMissing,

    /// <summary>It names another type than those of ASiC.</summary>
    MimetypeUnknown,

    /// <summary>White space around the type, or a byte order mark.</summary>
    MimetypePadded,

    /// <summary>It is not the first entry, stored as it is, right after its name.</summary>
    MimetypePlace,

    /// <summary>ASiC-S that does not hold exactly one file in its root and none elsewhere.</summary>
    NotOneFile,

    /// <summary>Nothing there is signed, or there is no signature.</summary>
    NothingSigned,

    /// <summary>A file of signatures is not one.</summary>
    SignaturesUnreadable,

    /// <summary>A file of signatures has another root than <c>asic:XAdESSignatures</c>.</summary>
    SignaturesRoot,

    /// <summary>Beyond the limits: there are more signatures than are looked at.</summary>
    TooManySignatures,

    /// <summary>A file that no signature covers.</summary>
    UnsignedFile,

    /// <summary>The same, and the manifest says that it belongs to the content.</summary>
    UnsignedFileInManifest,

    ManifestMissing,
    ManifestUnreadable,

    /// <summary>The manifest lists a file that is not there.</summary>
    ManifestListsMissing,

    /// <summary>A file is not in the manifest.</summary>
    ManifestOmits,

    /// <summary>A file is not the one whose digest an ASiCManifest holds.</summary>
    ManifestAltered,

    /// <summary>CAdES, a timestamp or an evidence record over files, not looked into here.</summary>
    OtherSignature,

    /// <summary>
    /// A timestamp or a signature over many containers at once, through a chain of hashes (X-Road) that fits.
    /// </summary>
    HashChain,

    /// <summary>A chain of hashes that leads to something else than what is there.</summary>
    HashChainAltered,

    /// <summary>
    /// A chain of hashes that a signature or a timestamp is over and that cannot be followed: some of it is not there or not
    /// understood.
    /// </summary>
    HashChainIncomplete,
}

/// <param name="Reason">One sentence that quotes nothing of the container.</param>
/// <param name="Entry">The name of the entry it is about, where it is about one.</param>
public sealed record ContainerFinding(ContainerFlaw Flaw, FindingWeight Weight, string Reason, string? Entry)
{
    /// <summary>
    /// What every signature of the container comes to for this (EN 319 102-1); null when it changes nothing.
    /// </summary>
    public string? Indication =>
        Weight != FindingWeight.Error ? null
        : Flaw == ContainerFlaw.HashChainIncomplete ? SignatureVerdict.Indeterminate
        : SignatureVerdict.Failed;

    public string? SubIndication =>
        Weight != FindingWeight.Error
            ? null
            : Flaw switch
            {
                ContainerFlaw.HashChainAltered => "HASH_FAILURE",
                ContainerFlaw.HashChainIncomplete => "SIGNED_DATA_NOT_FOUND",
                _ => "FORMAT_FAILURE",
            };
}
