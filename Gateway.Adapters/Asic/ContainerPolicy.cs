using Gateway.Adapters.Zip;

namespace Gateway.Adapters.Asic;

/// <summary>How much a container may hold, and how much each oddity weighs.</summary>
public sealed record ContainerPolicy
{
    /// <summary>As containers of others are validated.</summary>
    public static readonly ContainerPolicy Default = new();

    /// <summary>As messages are accepted: everything that is there is signed, and everything is where it must be.</summary>
    public static readonly ContainerPolicy Strict = new() { Errors = Enum.GetValues<ContainerFlaw>().ToHashSet() };

    public ZipLimits Zip { get; init; } = ZipLimits.Default;

    /// <summary>Of files of signatures and manifests together, inflated, in bytes.</summary>
    public int MaxMetadata { get; init; } = 64 * 1024 * 1024;

    /// <summary>Of the container, counter-signatures not counted.</summary>
    public int MaxSignatures { get; init; } = 100;

    public IReadOnlySet<ContainerFlaw> Errors { get; init; } =
        new HashSet<ContainerFlaw>
        {
            ContainerFlaw.HashChainAltered,
            ContainerFlaw.HashChainIncomplete,
            ContainerFlaw.NotOneFile,
            ContainerFlaw.NothingSigned,
            ContainerFlaw.SignaturesUnreadable,
            ContainerFlaw.TooManySignatures,
            ContainerFlaw.UnsignedFileInManifest,
            ContainerFlaw.ManifestUnreadable,
            ContainerFlaw.ManifestAltered,
        };

    public IReadOnlySet<ContainerFlaw> Notices { get; init; } =
        new HashSet<ContainerFlaw>
        {
            ContainerFlaw.MimetypePlace,
            ContainerFlaw.ManifestMissing,
            ContainerFlaw.OtherSignature,
            ContainerFlaw.HashChain,
        };

    public FindingWeight Weigh(ContainerFlaw flaw) =>
        Errors.Contains(flaw) ? FindingWeight.Error
        : Notices.Contains(flaw) ? FindingWeight.Notice
        : FindingWeight.Warning;
}
