using Gateway.Adapters.Authorities;
using Gateway.Api.Requests;
using Gateway.Domain.Authorities;
using Marten;
using Marten.Exceptions;

namespace Gateway.Api.Authorities;

/// <summary>
/// Reads the directory before anything asks it, and begins it: authorities of the configuration file that nobody registered
/// yet come into force as the file has them. What the file says of known ones is not applied, and that is said.
/// </summary>
internal sealed class DirectoryStart(
    RecordedDirectory directory, ConfiguredDirectory configured, Sealing sealing, DirectoryVault vault, IDocumentStore store,
    TimeProvider clock, ILogger<DirectoryStart> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await directory.RefreshAsync(cancellationToken);
        foreach (var entry in configured.Authorities)
            if (directory.Snapshot.Find(entry.Code) is { } known)
                SayWhatIsIgnored(entry, known.Now);
            else if (!directory.Snapshot.Unreadable.ContainsKey(AuthorityCode.StreamId(entry.Code)))
                await ConfigureAsync(entry, cancellationToken);
        await directory.RefreshAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task ConfigureAsync(AuthorityEntry entry, CancellationToken cancellation)
    {
        if (!AuthorityCode.IsValid(entry.Code))
            throw new InvalidOperationException($"The directory file names an authority {entry.Code}, which is no code such as CO-CA.");
        var now = clock.GetUtcNow();
        var listed = new ListedAuthority(
            entry.Code, entry.Name, entry.Languages,
            Endpoints: [.. entry.Channels.DistinctBy(channel => channel.Channel).Select(channel => new ListedAddress(channel.Channel, channel.Address, channel.Sandbox))],
            Keys: [.. entry.SigningCertificates.DistinctBy(DigestOf).Select(pem => new ListedCertificate(KeyPurpose.Signing, pem))]);
        if (string.Join(' ', listed.Flaws()) is { Length: > 0 } flaws)
            throw new InvalidOperationException($"The directory file's entry {entry.Code} cannot be taken: {flaws}");
        var listing = (await sealing.SealAsync([listed], now, cancellation))[0];
        await using var session = store.LightweightSession();
        session.LastModifiedBy = ConfigureAuthorityDecider.Actor;
        session.Events.StartStream<Authority>(
            AuthorityCode.StreamId(entry.Code), ConfigureAuthorityDecider.Decide(new(listing, entry.State), now));
        foreach (var digest in entry.SigningCertificates.Select(DigestOf).Distinct())
            Claims.Take(session, await vault.ClaimAsync(entry.Code, digest, cancellation));
        try
        {
            await session.SaveChangesAsync(cancellation);
            log.LogInformation("{Authority} is registered as the directory file has it", entry.Code);
        }
        catch (Exception exception) when (exception is ExistingStreamIdCollisionException || Claims.IsTaken(exception))
        {
            // Another node began at the same time and registered it; if not, a certificate is another authority's.
            await directory.RefreshAsync(cancellation);
            if (directory.Find(entry.Code) is null)
                throw new InvalidOperationException($"The directory file gives {entry.Code} a signing certificate of another authority.", exception);
        }
    }

    private void SayWhatIsIgnored(AuthorityEntry entry, KnownAuthority known)
    {
        var differing = new List<string>();
        if (entry.Name != known.Name)
            differing.Add("name");
        if (!entry.Languages.SequenceEqual(known.Languages))
            differing.Add("languages");
        if (!entry.Channels.Select(channel => (channel.Channel, channel.Address, channel.Sandbox))
            .SequenceEqual(known.Channels.Select(endpoint => (endpoint.Channel, endpoint.Address, endpoint.IsSandbox))))
            differing.Add("channels");
        if (!entry.SigningCertificates.Select(pem => KeyId.Of(entry.Code, KeyPurpose.Signing, DigestOf(pem))).ToHashSet()
            .SetEquals(known.SigningKeys.Select(key => key.KeyId)))
            differing.Add("signingCertificates");
        if (differing.Count > 0)
            log.LogWarning(
                "The directory file says something else of {Authority} than the directory, and is ignored on: {Members}",
                known.Code, string.Join(", ", differing));
    }

    /// <summary>Of the certificate; of the text where it is none.</summary>
    private static string DigestOf(string pem) =>
        PinnedCertificate.Read(pem)?.Sha256 ?? VaultItems.DigestOf(System.Text.Encoding.UTF8.GetBytes(pem));
}
