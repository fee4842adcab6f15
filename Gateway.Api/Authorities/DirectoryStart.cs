using Gateway.Api.Configuration;
using Gateway.Api.Persistence;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Marten.Exceptions;

namespace Gateway.Api.Authorities;

/// <summary>
/// Reads the directory before any other service does, and fills it: authorities of the configuration file that are not
/// registered yet come into force as written there. Differing entries of known authorities are not applied, and this is
/// logged.
/// </summary>
internal sealed class DirectoryStart(
    RecordedDirectory directory,
    ConfiguredDirectory configured,
    AuthoritySealing sealing,
    DirectoryVault vault,
    Sessions sessions,
    IReadOnlyDictionary<string, IChannel> channels,
    TimeProvider clock,
    ILogger<DirectoryStart> log
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await directory.RefreshAsync(cancellationToken);
        Require(configured.Authorities.Where(entry => directory.Snapshot.Find(entry.Code) is null));
        foreach (var entry in configured.Authorities)
            if (directory.Snapshot.Find(entry.Code) is { } known)
                SayWhatIsIgnored(entry, known.Now);
            else if (!directory.Snapshot.Unreadable.ContainsKey(AuthorityCode.StreamId(entry.Code)))
                await ConfigureAsync(entry, cancellationToken);
        await directory.RefreshAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Checks all entries before any of them is registered.</summary>
    private void Require(IEnumerable<AuthorityEntry> entries)
    {
        foreach (var entry in entries)
            if (
                string.Join(
                    ' ',
                    entry.Listed().Flaws().Concat(ChannelAddresses.Flaws(entry.Listed().Endpoints ?? [], channels))
                ) is
                { Length: > 0 } flaws
            )
                throw new ConfigurationException($"Gateway__Directory: the entry {entry.Code} cannot be taken: {flaws}");
    }

    private async Task ConfigureAsync(AuthorityEntry entry, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var listing = (await sealing.SealAsync([entry.Listed()], now, cancellation))[0];
        await using var session = sessions.Open(tenant: null, ConfigureAuthorityDecider.Actor);
        session.Events.StartStream<Authority>(
            AuthorityCode.StreamId(entry.Code),
            ConfigureAuthorityDecider.Decide(new(listing, entry.State), now)
        );
        foreach (var digest in entry.SigningCertificates.Select(AuthorityEntry.DigestOf).Distinct())
            Claims.Take(session, await vault.ClaimAsync(entry.Code, digest, cancellation));
        try
        {
            await session.SaveChangesAsync(cancellation);
            log.LogInformation("{Authority} is registered as the directory file has it", entry.Code);
        }
        catch (Exception exception) when (exception is ExistingStreamIdCollisionException || Claims.IsTaken(exception))
        {
            // Another node started at the same time and registered it; otherwise a certificate belongs to another authority.
            await directory.RefreshAsync(cancellation);
            if (directory.Find(entry.Code) is null)
                throw new InvalidOperationException(
                    $"The directory file gives {entry.Code} a signing certificate of another authority.",
                    exception
                );
        }
    }

    private void SayWhatIsIgnored(AuthorityEntry entry, KnownAuthority known)
    {
        var differing = new List<string>();
        if (entry.Name != known.Name)
            differing.Add("name");
        if (!entry.Languages.SequenceEqual(known.Languages))
            differing.Add("languages");
        if (
            !entry
                .Channels.Select(channel => (channel.Channel, channel.Address, channel.Sandbox))
                .SequenceEqual(known.Channels.Select(endpoint => (endpoint.Channel, endpoint.Address, endpoint.IsSandbox)))
        )
            differing.Add("channels");
        if (
            !entry
                .SigningCertificates.Select(pem => KeyId.Of(entry.Code, KeyPurpose.Signing, AuthorityEntry.DigestOf(pem)))
                .ToHashSet()
                .SetEquals(known.SigningKeys.Select(key => key.KeyId))
        )
            differing.Add("signingCertificates");
        if (differing.Count > 0)
            log.LogWarning(
                "The directory file says something else of {Authority} than the directory, and is ignored on: {Members}",
                known.Code,
                string.Join(", ", differing)
            );
    }
}
