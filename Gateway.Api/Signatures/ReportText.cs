using System.Globalization;
using System.Text;
using Gateway.Adapters.Xades.Validation;

namespace Gateway.Api.Signatures;

/// <summary>A report for people: the result, who signed and when, what is covered, and the reasons of a failure.</summary>
internal static class ReportText
{
    public static string Of(ValidationReport report, string file, FileEvidence? evidence = null)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{file}: {report.Indication.Name()}");
        if (report.Error is { } error)
            text.Append(CultureInfo.InvariantCulture, $"\n  {error}");
        if (evidence is { Flaw: { } flaw })
            text.Append(CultureInfo.InvariantCulture, $"\n  evidence proves nothing: {flaw}");
        else if (evidence is not null)
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n  there since {evidence.Since?.UtcDateTime:s}Z, by evidence good until {evidence.Until?.UtcDateTime:s}Z"
            );
        foreach (var signature in report.Signatures)
            Add(text, signature);
        foreach (var inquiry in report.Inquiries)
            text.Append(CultureInfo.InvariantCulture, $"\n  {Of(inquiry)}");
        return text.ToString();
    }

    private static void Add(StringBuilder text, SignatureReport signature)
    {
        var kind = signature.CounterSignatureOf is { } of ? $"counter-signature of {Line(of)}" : "signature";
        var why = signature.Conclusion.SubIndication is { } sub ? $" {sub.Name()}" : "";
        text.Append(
            CultureInfo.InvariantCulture,
            $"\n  {kind} {Line(signature.Id ?? "without an id")}: {signature.Conclusion.Indication.Name()}{why}, {signature.Level ?? "no level"}"
        );
        if (signature.Chain.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $"\n    by {Line(signature.Chain[0])}");
        if (signature.SigningTime is { } claimed)
            text.Append(CultureInfo.InvariantCulture, $"\n    claims to be of {claimed.UtcDateTime:s}Z");
        foreach (var scope in signature.Scope)
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n    covers {(scope.IsFull ? "all" : "part")} of {Line(scope.Name)}"
            );
        foreach (var timestamp in signature.Timestamps)
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n    {timestamp.Type} {timestamp.Time?.UtcDateTime:s}Z {(timestamp.IsTrusted ? "holds" : timestamp.IsIntact ? "intact" : "not intact")}"
            );
        foreach (var reason in signature.Reasons)
            text.Append(CultureInfo.InvariantCulture, $"\n    {reason}");
    }

    public static string Of(Inquiry inquiry)
    {
        var made = InquiryMade.Of(inquiry);
        return $"{made.Kind} {Line(made.Address)}: {made.Outcome}{(made.Detail is { } detail ? $" {detail}" : "")}";
    }

    /// <summary>Text from the file stays on its line and cannot control a terminal.</summary>
    private static string Line(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));
}
