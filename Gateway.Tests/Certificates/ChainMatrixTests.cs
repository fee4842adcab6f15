namespace Gateway.Tests.Certificates;

/// <summary>Paths and revocation, row by row: what each must be answered with.</summary>
public sealed class ChainMatrixTests
{
    private static readonly Dictionary<string, (string Expected, Func<Chain> Make)> Rows =
        PathRows.All().Concat(RevocationRows.All()).ToDictionary(row => row.Name, row => (row.Expected, row.Make));

    public static TheoryData<string> Names => [.. Rows.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Each_chain_is_answered_as_the_table_says(string name) => Rows[name].Make().Answer().ShouldBe(Rows[name].Expected);

    [Fact]
    public void The_table_has_rows_enough_of_every_answer()
    {
        Rows.Count.ShouldBeGreaterThanOrEqualTo(200);
        Rows.Values.Select(row => row.Expected).Distinct().Count().ShouldBeGreaterThanOrEqualTo(11);
    }
}
