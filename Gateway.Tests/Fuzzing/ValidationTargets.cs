using Gateway.Adapters.Certificates;
using Gateway.Adapters.Xades.Validation;
using Gateway.Tests.Signatures;

namespace Gateway.Tests.Fuzzing;

/// <summary>The whole validation of EN 319 102-1, with whatever material is in the document and no trust.</summary>
public static class ValidationTargets
{
    private const int Longest = 256 * 1024;
    private static readonly DateTimeOffset At = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);

    public static void Validate(byte[] input)
    {
        if (input.Length > Longest)
            return;
        var report = new SignatureValidator(PolicyFile.Default, TrustMaterial.None).Validate(
            input,
            At,
            new Files(("f", "abc"u8.ToArray()))
        );
        FuzzTarget.Promise(
            report.Signatures.All(signature => !signature.Conclusion.IsPassed),
            "Without trust nothing passes."
        );
    }
}
