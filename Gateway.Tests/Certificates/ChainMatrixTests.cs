using Gateway.Adapters.Xades.Signing;
using Gateway.Adapters.Xades.Validation;
using Org.BouncyCastle.Crypto.Parameters;

namespace Gateway.Tests.Certificates;

/// <summary>Paths and revocation, row by row: what each must be answered with.</summary>
public sealed class ChainMatrixTests
{
    private static readonly Dictionary<string, (string Expected, Func<Chain> Make)> Rows = PathRows
        .All()
        .Concat(RevocationRows.All())
        .ToDictionary(row => row.Name, row => (row.Expected, row.Make));

    public static TheoryData<string> Names => [.. Rows.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Each_chain_is_answered_as_the_table_says(string name) =>
        Rows[name].Make().Answer().ShouldBe(Rows[name].Expected);

    /// <summary>A validation goes on to look at the past, which must not find good what was found wanting now.</summary>
    [Theory, MemberData(nameof(Names))]
    public void A_signature_passes_by_a_chain_that_passes_and_by_no_other(string name)
    {
        var chain = Rows[name].Make();
        if (
            chain
            is not {
                Use: CertificateUse.Signature,
                SourcesInFile: null,
                Target.Keys.Private: ECPrivateKeyParameters { Parameters.Curve.FieldSize: >= 256 }
            }
        )
            return;

        var signed = XadesSigner.Sign("<m/>"u8.ToArray(), chain.Target.WithKey(), chain.At);
        var report = new SignatureValidator(chain.Policy, chain.Trust()).Validate(
            signed,
            chain.At,
            existedAt: chain.ExistedAt
        );

        (report.Indication == Indication.TotalPassed).ShouldBe(
            Rows[name].Expected == "PASSED",
            string.Join(' ', report.Signatures[0].Reasons)
        );
    }

    [Fact]
    public void The_table_has_rows_enough_of_every_answer()
    {
        Rows.Count.ShouldBeGreaterThanOrEqualTo(200);
        Rows.Values.Select(row => row.Expected).Distinct().Count().ShouldBeGreaterThanOrEqualTo(11);
    }
}
