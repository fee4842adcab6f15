namespace Gateway.Api.Configuration;

/// <summary>Checks a file that a setting names: it exists, no other user may open it, and it has its form.</summary>
internal static class FileCheck
{
    private const UnixFileMode OpenToOthers =
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute | UnixFileMode.GroupWrite;

    /// <summary>Of a file that only the gateway's user, and its group by reading, may open.</summary>
    public static string? OfSecret(string name, string? path, Func<string, string?> form) =>
        Of(name, path, OpenToOthers, form);

    public static string? Of(string name, string? path, UnixFileMode forbidden, Func<string, string?> form)
    {
        if (path is null)
            return $"Gateway__{name} is not set; a real deployment needs it (docs/deployment.md).";
        if (!File.Exists(path))
            return $"Gateway__{name}: {path} is not there.";
        try
        {
            if ((File.GetUnixFileMode(path) & forbidden) != 0)
                return $"Gateway__{name}: {path} is open to others (mode "
                    + $"{Convert.ToString((int)File.GetUnixFileMode(path), 8)}); "
                    + $"take that away with chmod {(forbidden == OpenToOthers ? "600" : "644")}.";
            return form(path) is { } flaw ? $"Gateway__{name}: {path} {flaw}" : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"Gateway__{name}: {path} cannot be read by the gateway's user.";
        }
    }
}
