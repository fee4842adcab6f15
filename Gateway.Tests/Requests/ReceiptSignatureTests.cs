using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Api.Ingress;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Requests;

/// <summary>A receipt verifies with a library that knows nothing of this gateway, whatever the key is.</summary>
public sealed class ReceiptSignatureTests
{
    [Theory]
    [InlineData("nistP256", "ES256")]
    [InlineData("nistP384", "ES384")]
    [InlineData("nistP521", "ES512")]
    public async Task The_algorithm_is_that_of_the_curve(string curve, string algorithm)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        using var certificate = Issue(new CertificateRequest("CN=Receipts", key, HashAlgorithmName.SHA256));

        await VerifiesAsync(certificate, algorithm, new ECDsaSecurityKey(certificate.GetECDsaPublicKey()));
    }

    [Fact]
    public async Task An_RSA_key_signs_with_PS256()
    {
        using var key = RSA.Create(2048);
        using var certificate = Issue(
            new CertificateRequest("CN=Receipts", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        );

        await VerifiesAsync(certificate, "PS256", new RsaSecurityKey(certificate.GetRSAPublicKey()));
    }

    [Fact]
    public void A_key_for_which_there_is_no_algorithm_is_rejected_at_once()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);
        using var certificate = Issue(new CertificateRequest("CN=Receipts", key, HashAlgorithmName.SHA256));

        Should.Throw<ArgumentException>(() => new SubmissionReceipts(certificate)).Message.ShouldContain("P-256");
    }

    private static async Task VerifiesAsync(X509Certificate2 certificate, string algorithm, SecurityKey key)
    {
        using var receipts = new SubmissionReceipts(certificate);
        receipts.CanSign(DateTimeOffset.UtcNow).ShouldBeTrue();
        var receipt = receipts
            .Sign(Guid.CreateVersion7(), Guid.CreateVersion7(), new string('a', 64), DateTimeOffset.UtcNow, "accepted")
            .Receipt;
        var altered = receipt[..^8] + (receipt[^8] == 'A' ? 'B' : 'A') + receipt[^7..];

        new JsonWebToken(receipt).Alg.ShouldBe(algorithm);
        (await ValidateAsync(receipt)).ShouldBeTrue();
        (await ValidateAsync(altered)).ShouldBeFalse();

        async Task<bool> ValidateAsync(string token) =>
            (
                await new JsonWebTokenHandler().ValidateTokenAsync(
                    token,
                    new()
                    {
                        IssuerSigningKey = key,
                        ValidAlgorithms = [algorithm],
                        ValidateIssuer = false,
                        ValidateAudience = false,
                        ValidateLifetime = false,
                        RequireExpirationTime = false,
                        ValidTypes = ["JOSE"],
                    }
                )
            ).IsValid;
    }

    private static X509Certificate2 Issue(CertificateRequest request) =>
        request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
}
