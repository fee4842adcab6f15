using Gateway.Domain.Authorities;
using Gateway.Domain.Messages;
using JasperFx.Events;

namespace Gateway.Api.Authorities;

/// <summary>
/// The directory in memory, built from the events. It is read without waiting, and replaced as a whole when this or another
/// node has recorded a new event.
/// </summary>
public sealed class RecordedDirectory(DirectoryReader reader) : IAuthorityDirectory, IDisposable
{
    private readonly SemaphoreSlim refreshing = new(1);
    private volatile DirectorySnapshot? snapshot;

    /// <exception cref="InvalidOperationException">Nothing was read yet: a fault in the order of starting.</exception>
    public DirectorySnapshot Snapshot =>
        snapshot ?? throw new InvalidOperationException("The directory is asked before it has been read.");

    public IReadOnlyCollection<KnownAuthority> All => Snapshot.All;

    public IReadOnlyCollection<SigningKey> SigningKeys => Snapshot.SigningKeys;

    public KnownAuthority? Find(string code) => Snapshot.Find(code)?.Now;

    public KnownAuthority? Find(string code, DateTimeOffset at) => Snapshot.Find(code)?.At(at);

    public IReadOnlyCollection<SigningKey> SigningKeysAt(DateTimeOffset at) =>
        [.. Snapshot.Streams.Values.SelectMany(stream => stream.At(at)?.SigningKeys ?? [])];

    public KnownKey? FindKey(string code, string keyId) => Snapshot.Find(code)?.Key(keyId);

    public KnownEndpoint? FindEndpoint(string code, Guid revision) => Snapshot.Find(code)?.Endpoint(revision);

    /// <summary>
    /// Reads the changes since the last call. Afterwards all events committed before the call are visible.
    /// </summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        await refreshing.WaitAsync(cancellation);
        try
        {
            snapshot = await reader.ReadAsync(snapshot ?? DirectorySnapshot.Empty, cancellation);
        }
        finally
        {
            refreshing.Release();
        }
    }

    /// <summary>
    /// All events of the directory; null when some cannot be read, because the items they cite are then unknown.
    /// </summary>
    public async Task<IEnumerable<IEvent>?> FactsAsync(CancellationToken cancellation)
    {
        await RefreshAsync(cancellation);
        return Snapshot.Unreadable.Count > 0 ? null : Snapshot.Streams.Values.SelectMany(stream => stream.Facts);
    }

    public void Dispose() => refreshing.Dispose();
}
