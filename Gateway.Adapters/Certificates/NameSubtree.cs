namespace Gateway.Adapters.Certificates;

/// <summary>Whether a name is in a subtree (RFC 5280, 4.2.1.10).</summary>
internal static class NameSubtree
{
    /// <returns>False for names of another kind; null when it cannot be decided.</returns>
    public static bool? Holds(GeneralName subtree, GeneralName name)
    {
        if (subtree.Kind != name.Kind)
            return false;
        return subtree.Kind switch
        {
            GeneralNameKind.Directory => name.Directory!.IsWithin(subtree.Directory!),
            GeneralNameKind.Dns => IsDomain(name.Text, subtree.Text, alsoBelow: true),
            GeneralNameKind.Mail => IsMail(name.Text, subtree.Text),
            GeneralNameKind.Uri => HostOf(name.Text) is { } host ? IsHost(host, subtree.Text) : null,
            GeneralNameKind.Address => IsAddress(name.Octets.Span, subtree.Octets.Span),
            _ => null,
        };
    }

    private static bool IsDomain(string name, string domain, bool alsoBelow)
    {
        if (domain.Length == 0)
            return true;
        name = name.TrimEnd('.');
        domain = domain.TrimStart('.').TrimEnd('.');
        return Same(name, domain) || (alsoBelow && name.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase));
    }

    private static bool? IsMail(string name, string constraint)
    {
        var at = name.LastIndexOf('@');
        if (at <= 0)
            return null;
        if (constraint.Contains('@', StringComparison.Ordinal))
        {
            var of = constraint.LastIndexOf('@');
            return name[..at] == constraint[..of] && Same(name[(at + 1)..], constraint[(of + 1)..]);
        }
        return IsHost(name[(at + 1)..], constraint);
    }

    /// <summary>
    /// A constraint that begins with a dot matches the hosts below that domain; an empty one matches every host; any other
    /// matches the identical host name only.
    /// </summary>
    private static bool IsHost(string host, string constraint) =>
        constraint.StartsWith('.')
            ? host.EndsWith(constraint, StringComparison.OrdinalIgnoreCase)
            : constraint.Length == 0 || Same(host, constraint);

    private static string? HostOf(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.HostNameType == UriHostNameType.Dns
            ? parsed.Host
            : null;

    private static bool? IsAddress(ReadOnlySpan<byte> address, ReadOnlySpan<byte> network)
    {
        if (network.Length is not (8 or 32))
            return null;
        if (address.Length * 2 != network.Length)
            return false;
        for (var i = 0; i < address.Length; i++)
            if ((address[i] & network[address.Length + i]) != (network[i] & network[address.Length + i]))
                return false;
        return true;
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
