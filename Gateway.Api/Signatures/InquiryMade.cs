using System.Text.Json;
using Gateway.Adapters.Xades.Validation;

namespace Gateway.Api.Signatures;

/// <param name="Kind"><c>ocsp</c>, <c>revocationList</c> or <c>issuer</c>.</param>
/// <param name="Address">As a certificate names it.</param>
/// <param name="Outcome"><c>answered</c>, or why there is nothing from it (docs/formats/validation.md).</param>
public sealed record InquiryMade(string Kind, string Address, string Outcome, string? Detail)
{
    internal static InquiryMade Of(Inquiry inquiry) =>
        new(
            JsonNamingPolicy.CamelCase.ConvertName(inquiry.Kind.ToString()),
            inquiry.Address,
            JsonNamingPolicy.CamelCase.ConvertName(inquiry.Outcome.ToString()),
            inquiry.Detail
        );
}
