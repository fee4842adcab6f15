using Gateway.Adapters.Xades.Validation;

namespace Gateway.Tests.Signatures.Validation;

/// <summary>What a validation came to, in one line, as EN 319 102-1 writes it.</summary>
public static class Answers
{
    public static string Answer(SignatureReport report) =>
        $"{report.Conclusion.Indication.Name()} {report.Conclusion.SubIndication?.Name()}".TrimEnd();

    /// <summary>Of the first signature.</summary>
    public static string Answer(ValidationReport report) => Answer(report.Signatures[0]);
}
