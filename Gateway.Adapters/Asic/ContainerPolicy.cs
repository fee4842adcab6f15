using Gateway.Adapters.Zip;

namespace Gateway.Adapters.Asic;

/// <summary>The limits of a container, and the severity of each irregularity.</summary>
public sealed record ContainerPolicy
{
    /// <summary>For the validation of containers from others.</summary>
    public static readonly ContainerPolicy Default = new();

    /// <summary>For accepting messages: every file must be signed, and everything must be in its required place.</summary>
    public static readonly ContainerPolicy Strict = new() { Errors = Enum.GetValues<ContainerFlaw>().ToHashSet() };

    public ZipLimits Zip { get; init; } = ZipLimits.Default;

    /// <summary>Limit for all signature files and manifests together, inflated, in bytes.</summary>
    public int MaxMetadata { get; init; } = 64 * 1024 * 1024;

    /// <summary>Limit for the container, without counter-signatures.</summary>
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
