using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Adapters.Timestamps;
using Gateway.Tests.TimestampAuthorities;

namespace Gateway.Tests.Evidence;

/// <summary>
/// The timestamp authority of a gateway under test: can be away, and be followed by another. Anchors lie in a file.
/// </summary>
internal sealed class Authorities : ITimestampAuthority, IDisposable
{
    private readonly List<TimestampKeys> keys = [];
    private readonly TimeProvider clock;

    public Authorities(TimeProvider clock, int years = 5)
    {
        this.clock = clock;
        Appoint(years);
    }

    public string AnchorFile { get; } = Path.Combine(Path.GetTempPath(), $"anchors-{Guid.NewGuid():N}.pem");

    public IReadOnlyList<X509Certificate2> Anchors => [.. keys.Select(one => one.Root)];

    public TimestampFailure? Away { get; set; }

    /// <summary>How often it was asked.</summary>
    public int Asked { get; private set; }

    public void Appoint(int years = 5, bool isTrusted = true)
    {
        keys.Add(new(clock.GetUtcNow().AddMinutes(-5), years, $"Authority {keys.Count + 1}"));
        if (isTrusted)
            File.WriteAllLines(AnchorFile, Anchors.Select(anchor => anchor.ExportCertificatePem()));
    }

    public Task<TimestampAnswer> StampAsync(
        HashAlgorithmName algorithm,
        ReadOnlyMemory<byte> hash,
        CancellationToken cancellation
    )
    {
        Asked++;
        return Away is { } failure
            ? Task.FromResult<TimestampAnswer>(new TimestampAnswer.Failed(failure))
            : Local().StampAsync(algorithm, hash, cancellation);
    }

    /// <summary>Several sweeps may ask at once, and a certificate's extensions are read by one thread at a time.</summary>
    private LocalTimestampAuthority Local()
    {
        lock (keys)
            return new(keys[^1].Authority, LocalTimestampAuthority.SandboxPolicy, clock);
    }

    public void Dispose()
    {
        keys.ForEach(one => one.Dispose());
        File.Delete(AnchorFile);
    }
}
