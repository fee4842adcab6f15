using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Api.Hosting;

namespace Gateway.Api.Authorities;

/// <summary>
/// The callers of the directory file, known by the exact TLS client certificate. The file is looked at every second:
/// whoever is taken out of it is shut out at once, without a restart.
/// </summary>
public sealed class RegisteredCallers : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private readonly string path;
    private readonly TimeProvider clock;
    private readonly ILogger<RegisteredCallers> log;
    private volatile Known known;

    /// <exception cref="InvalidOperationException">The file cannot be read, or a caller in it cannot be meant so.</exception>
    public RegisteredCallers(string path, TimeProvider clock, ILogger<RegisteredCallers> log)
    {
        (this.path, this.clock, this.log) = (path, clock, log);
        known = Read(StampOf(path));
    }

    public CallerEntry? Find(X509Certificate2 certificate) => known.ByCertificate.GetValueOrDefault(DigestOf(certificate));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, clock);
        while (await timer.NextAsync(stoppingToken))
            LookAgain();
    }

    /// <summary>A file that cannot be used changes nothing: who was known stays known, and the log says so once.</summary>
    private void LookAgain()
    {
        var stamp = StampOf(path);
        if (stamp == known.Stamp)
            return;
        try
        {
            known = Read(stamp);
            log.LogInformation("The directory has changed; it names {Count} callers", known.ByCertificate.Count);
        }
        catch (InvalidOperationException exception)
        {
            known = known with { Stamp = stamp };
            log.LogError("The changed directory is not used: {Reason}", exception.Message);
        }
    }

    private Known Read((DateTime, long) stamp)
    {
        var byCertificate = new Dictionary<string, CallerEntry>();
        foreach (var entry in DirectoryFile.Read(path) is { Callers: { } callers } ? callers : [])
        {
            if (entry is not { Actor: not null, Authority: not null, Roles: not null, Certificate: not null })
                throw new InvalidOperationException("The directory holds a caller without actor, authority, roles or certificate.");
            if (!Admission.IsOpaque(entry.Actor))
                throw new InvalidOperationException($"The directory names a caller whose actor is no opaque id: {entry.Actor}");
            if (entry.Roles.Except(Policies.Roles).FirstOrDefault() is { } unknown)
                throw new InvalidOperationException($"The directory gives {entry.Actor} a role that does not exist: {unknown}");
            if (!byCertificate.TryAdd(DigestOf(entry), entry))
                throw new InvalidOperationException($"The directory registers one certificate twice, the second time for {entry.Actor}");
        }
        return new(byCertificate, stamp);
    }

    private static string DigestOf(CallerEntry entry)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(entry.Certificate);
            return DigestOf(certificate);
        }
        catch (CryptographicException exception)
        {
            throw new InvalidOperationException($"The directory's certificate of {entry.Actor} cannot be read.", exception);
        }
    }

    private static string DigestOf(X509Certificate2 certificate) => Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));

    private static (DateTime, long) StampOf(string path) =>
        new FileInfo(path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : default;

    private sealed record Known(IReadOnlyDictionary<string, CallerEntry> ByCertificate, (DateTime, long) Stamp);
}
