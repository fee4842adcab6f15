namespace Gateway.Adapters.Xades.Validation;

/// <summary>The steps of a validation with their results. The first that did not pass decides.</summary>
internal sealed class CheckList
{
    private readonly List<ValidationCheck> _checks = [];

    public IReadOnlyList<ValidationCheck> All => _checks;

    /// <summary>The conclusion of the first step that failed; null while all passed.</summary>
    public Conclusion? Decision { get; private set; }

    public void Add(string name, Conclusion? flaw)
    {
        _checks.Add(
            new ValidationCheck(
                name,
                flaw switch
                {
                    null or { IsPassed: true } => CheckResult.Passed,
                    { Indication: Indication.TotalFailed } => CheckResult.Failed,
                    _ => CheckResult.Undecided,
                },
                flaw?.Reason
            )
        );
        if (flaw is { IsPassed: false })
            Decision ??= flaw;
    }

    public void Warn(string name, string? warning)
    {
        if (warning is not null)
            _checks.Add(new ValidationCheck(name, CheckResult.Warning, warning));
    }
}
