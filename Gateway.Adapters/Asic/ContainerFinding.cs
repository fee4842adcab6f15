using Gateway.Domain.Messages;

namespace Gateway.Adapters.Asic;

public enum FindingWeight
{
    /// <summary>For information; other producers write it this way.</summary>
    Notice,

    /// <summary>The signatures count, but do not cover everything that a reader may consider signed.</summary>
    Warning,

    /// <summary>No signature of the container counts.</summary>
    Error,
}

/// <summary>The irregularities of a container, apart from its signatures.</summary>
public enum ContainerFlaw
{
    MimetypeMissing,

    /// <summary>It names another type than those of ASiC.</summary>
    MimetypeUnknown,

    /// <summary>White space around the type, or a byte order mark.</summary>
    MimetypePadded,

    /// <summary>The mimetype is not the first entry, stored uncompressed, directly after its name.</summary>
    MimetypePlace,

    /// <summary>An ASiC-S container does not hold exactly one file in its root and none elsewhere.</summary>
    NotOneFile,

    /// <summary>No file is signed, or there is no signature.</summary>
    NothingSigned,

    /// <summary>A file of signatures cannot be read as one.</summary>
    SignaturesUnreadable,

    /// <summary>A file of signatures has another root than <c>asic:XAdESSignatures</c>.</summary>
    SignaturesRoot,

    /// <summary>There are more signatures than the limit; the rest are not examined.</summary>
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

    /// <summary>A file is missing, or does not match its digest in an ASiCManifest.</summary>
    ManifestAltered,

    /// <summary>A CAdES signature, timestamp or evidence record over files, not examined here.</summary>
    OtherSignature,

    /// <summary>
    /// A timestamp or a signature over many containers at once, through a correct chain of hashes (X-Road).
    /// </summary>
    HashChain,

    /// <summary>A chain of hashes leads to other data than the data present.</summary>
    HashChainAltered,

    /// <summary>
    /// A chain of hashes under a signature or a timestamp cannot be followed: part of it is missing or not understood.
    /// </summary>
    HashChainIncomplete,
}

/// <param name="Reason">One sentence that quotes nothing of the container.</param>
/// <param name="Entry">The name of the entry it is about, where it is about one.</param>
public sealed record ContainerFinding(ContainerFlaw Flaw, FindingWeight Weight, string Reason, string? Entry)
{
    /// <summary>
    /// The indication that every signature of the container gets for this (EN 319 102-1); null when nothing changes.
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
