using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Api.Configuration;
using Gateway.Api.Nodes;

namespace Gateway.Api.Callers;

/// <summary>
/// The callers of the directory file, identified by the exact TLS client certificate. The file is checked every second: a
/// caller removed from it loses access at once, without a restart.
/// </summary>
public sealed class RegisteredCallers : PeriodicWork
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private readonly string path;
    private readonly ILogger<RegisteredCallers> log;
    private volatile Known known;

    /// <exception cref="InvalidOperationException">The file cannot be read, or the entry of a caller is invalid.</exception>
    public RegisteredCallers(string path, TimeProvider clock, ILogger<RegisteredCallers> log)
        : base(LookEvery, "The directory file could not be read again", clock, log)
    {
        (this.path, this.log) = (path, log);
        known = Read(StampOf(path));
    }

    public CallerEntry? Find(X509Certificate2 certificate) => known.ByCertificate.GetValueOrDefault(DigestOf(certificate));

    protected override Task RoundAsync(CancellationToken cancellation)
    {
        LookAgain();
        return Task.CompletedTask;
    }

    /// <summary>A file that cannot be used changes nothing: known callers stay known, and this is logged once.</summary>
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
        catch (Exception exception) when (exception is InvalidOperationException or UnauthorizedAccessException)
        {
            known = known with { Stamp = stamp };
            log.LogError(exception, "The changed directory is not used: {Reason}", exception.Message);
        }
    }

    private Known Read((DateTime, long) stamp)
    {
        var byCertificate = new Dictionary<string, CallerEntry>();
        foreach (var (index, entry) in (DirectoryFile.Read(path) is { Callers: { } callers } ? callers : []).Index())
        {
            // Reported by number, because a value in the wrong place may be a person's name.
            if (FlawOf(entry) is { } flaw)
                throw new InvalidOperationException($"The directory's caller number {index + 1} has {flaw}.");
            if (!byCertificate.TryAdd(DigestOf(entry)!, entry))
                throw new InvalidOperationException(
                    $"The directory's caller number {index + 1} has a certificate registered before."
                );
        }
        return new(byCertificate, stamp);
    }

    /// <summary>Why the file's callers cannot be used; null when they can.</summary>
    internal static string? FlawOf(DirectoryFile file) =>
        (file.Callers ?? [])
            .Index()
            .Select(caller =>
                FlawOf(caller.Item) is { } flaw ? $"has a caller, number {caller.Index + 1}, with {flaw}." : null
            )
            .FirstOrDefault(flaw => flaw is not null);

    private static string? FlawOf(CallerEntry entry) =>
        entry switch
        {
            not { Actor: not null, Authority: not null, Roles: not null, Certificate: not null } =>
                "no actor, authority, roles or certificate",
            _ when !Admission.IsOpaque(entry.Actor) => "an actor that is no opaque id",
            _ when entry.Roles.Except(Policies.Roles).Any() => "a role that does not exist",
            _ when DigestOf(entry) is null => "a certificate that cannot be read",
            _ => null,
        };

    private static string? DigestOf(CallerEntry entry)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(entry.Certificate);
            return DigestOf(certificate);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string DigestOf(X509Certificate2 certificate) =>
        Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));

    private static (DateTime, long) StampOf(string path) =>
        new FileInfo(path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : default;

    private sealed record Known(IReadOnlyDictionary<string, CallerEntry> ByCertificate, (DateTime, long) Stamp);
}
