using System.Diagnostics.CodeAnalysis;

namespace Gateway.Adapters.Responders;

/// <summary>
/// The addresses that the validator may call. Addresses in a certificate come from strangers, so only those are used that
/// begin as an administrator configured them: scheme, host, port and path.
/// </summary>
public sealed class AllowedAddresses
{
    private const int Longest = 2_000;

    private readonly List<Uri> _beginnings = [];

    /// <param name="beginnings">Such as <c>http://crl.example/</c>; a path allows what is below it, and itself.</param>
    /// <exception cref="ArgumentException">An address is not http or https, or has more than a path.</exception>
    public AllowedAddresses(IEnumerable<string> beginnings)
    {
        foreach (var text in beginnings)
            _beginnings.Add(
                TryRead(text, out var address) && address.Query.Length == 0
                    ? address
                    : throw new ArgumentException(
                        $"{text} is not the beginning of an address of http or https: scheme, host and path."
                    )
            );
    }

    /// <param name="text">As it stands in a certificate.</param>
    public bool Allow(string text, [NotNullWhen(true)] out Uri? address)
    {
        address = TryRead(text, out var read) && _beginnings.Exists(beginning => IsBelow(read, beginning)) ? read : null;
        return address is not null;
    }

    private static bool IsBelow(Uri address, Uri beginning) =>
        address.Scheme == beginning.Scheme
        && address.IdnHost == beginning.IdnHost
        && address.Port == beginning.Port
        && (
            address.AbsolutePath == beginning.AbsolutePath
            || address.AbsolutePath.StartsWith(beginning.AbsolutePath.TrimEnd('/') + '/', StringComparison.Ordinal)
        );

    private static bool TryRead(string text, [NotNullWhen(true)] out Uri? address)
    {
        address = null;
        // A server may decode what is escaped, and leave the path.
        if (
            text.Length > Longest
            || text.Contains("%2e", StringComparison.OrdinalIgnoreCase)
            || text.Contains("%2f", StringComparison.OrdinalIgnoreCase)
            || text.Contains("%5c", StringComparison.OrdinalIgnoreCase)
            || text.Contains('\\', StringComparison.Ordinal)
        )
            return false;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var read) || read.Scheme is not ("http" or "https"))
            return false;
        if (read.UserInfo.Length > 0 || read.Fragment.Length > 0)
            return false;
        address = read;
        return true;
    }
}
