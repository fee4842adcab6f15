namespace Gateway.Api.Configuration;

/// <summary>
/// Settings that are missing, unknown or invalid. The start prints one line for each and ends with exit code 2.
/// </summary>
public sealed class ConfigurationException(IReadOnlyList<string> faults)
    : InvalidOperationException(string.Join('\n', faults))
{
    public ConfigurationException(string fault)
        : this([fault]) { }

    /// <summary>Each names its setting, and its file where there is one.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
