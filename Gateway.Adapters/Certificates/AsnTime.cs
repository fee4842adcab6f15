using System.Formats.Asn1;

namespace Gateway.Adapters.Certificates;

internal static class AsnTime
{
    private const int LastYearOfTwoDigits = 2049;

    /// <summary>A time as RFC 5280 (4.1.2.5) allows it: two digits of the year until 2049, four from then on.</summary>
    /// <exception cref="AsnContentException">The data is not of this form.</exception>
    public static DateTimeOffset Read(AsnReader from) =>
        from.PeekTag() == Asn1Tag.UtcTime ? from.ReadUtcTime(LastYearOfTwoDigits) : from.ReadGeneralizedTime();
}
