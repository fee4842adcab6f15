namespace Gateway.Adapters.Xades.Validation;

/// <summary>
/// Since when items are proven to have existed (ETSI EN 319 102-1, 5.6.2.3), by their digest. An item without a proof exists
/// from now.
/// </summary>
internal sealed class ProofsOfExistence(DateTimeOffset now)
{
    private readonly Dictionary<string, DateTimeOffset> _since = [];

    public DateTimeOffset Now => now;

    public DateTimeOffset Of(string key) => _since.TryGetValue(key, out var time) && time < now ? time : now;

    public void Add(string key, DateTimeOffset time)
    {
        if (time < Of(key))
            _since[key] = time;
    }
}
