namespace Gateway.Adapters.Xades.Validation;

/// <summary>Levels of XAdES signatures (ETSI EN 319 132-1 and 132-2).</summary>
public static class SignatureLevel
{
    public const string XmlDsig = "XMLDSig";
    public const string B = "XAdES-BASELINE-B";
    public const string T = "XAdES-BASELINE-T";
    public const string LT = "XAdES-BASELINE-LT";
    public const string Lta = "XAdES-BASELINE-LTA";
    public const string Bes = "XAdES-BES";
    public const string Epes = "XAdES-EPES";
    public const string ExtendedT = "XAdES-T";
    public const string ExtendedC = "XAdES-C";
    public const string ExtendedX = "XAdES-X";
    public const string ExtendedXl = "XAdES-XL";
    public const string ExtendedA = "XAdES-A";

    /// <summary>From the least to the most.</summary>
    public static readonly IReadOnlyList<string> Baseline = [B, T, LT, Lta];

    public static bool Reaches(string level, string required) => RankOf(level) >= RankOf(required);

    private static int RankOf(string level)
    {
        for (var rank = 0; rank < Baseline.Count; rank++)
            if (Baseline[rank] == level)
                return rank;
        return -1;
    }
}
