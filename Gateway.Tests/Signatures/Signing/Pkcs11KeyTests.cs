using System.Security.Cryptography;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.SigningKeys;
using Gateway.Adapters.Xades.Signing;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Tests.Signatures.Signing;

/// <summary>Keys in a token sign without ever leaving it.</summary>
[Collection(Infrastructure.Alone.Name)]
public sealed class Pkcs11KeyTests
{
    [Fact]
    public void A_key_that_cannot_be_taken_out_of_its_token_signs()
    {
        using var token = new SoftToken();
        foreach (
            var (kind, methods) in new[]
            {
                ("rsa", new[] { "rsa-sha256", "rsa-sha512", "sha256-rsa-MGF1", "sha384-rsa-MGF1", "sha512-rsa-MGF1" }),
                ("p256", ["ecdsa-sha256"]),
                ("p384", ["ecdsa-sha384", "ecdsa-sha3-384"]),
                ("ed25519", ["eddsa-ed25519"]),
            }
        )
        {
            token.Make(kind, kind);
            using var key = Pkcs11Key.Open(token.Library, SoftToken.Label, SoftToken.Pin, kind);
            foreach (var method in methods)
            {
                var choice = SigningChoice.For(key.Certificate) with { Algorithm = Named(method) };

                var signed = XadesSigner.SignEnveloped("<a>one</a>"u8.ToArray(), key, TestKeys.Noon, choice);

                using var verification = VerificationKey.OfCertificate(key.Certificate)!;
                var check = SignatureCheck.Of(Engine.Signature(Engine.Read(signed)), verification);
                check.IsIntact.ShouldBeTrue(method);
                check.Signature.AlgorithmUri.ShouldEndWith(method);
            }
        }
    }

    [Fact]
    public void What_the_token_does_not_hold_or_let_is_told()
    {
        using var token = new SoftToken();
        token.Make("p256", "p256");

        Opening(token.Library, SoftToken.Label, "9999", "p256").ShouldBe("The PIN is another one, or is locked.");
        Opening(token.Library, "another", SoftToken.Pin, "p256").ShouldBe("The device holds no token of that label.");
        Opening(token.Library, SoftToken.Label, SoftToken.Pin, "another")
            .ShouldBe("The device does not hold exactly one key of that label.");
        Opening("/nowhere.so", SoftToken.Label, SoftToken.Pin, "p256")
            .ShouldBe("The library of the device cannot be loaded.");
        using var key = Pkcs11Key.Open(token.Library, SoftToken.Label, SoftToken.Pin, "p256");
        Should.Throw<CryptographicException>(() => key.Sign(Named("rsa-sha256"), [1]));
        Should.Throw<CryptographicException>(() => key.Sign(Named("eddsa-ed448"), [1]));
    }

    private static string Opening(string library, string token, string pin, string key) =>
        Should.Throw<CryptographicException>(() => Pkcs11Key.Open(library, token, pin, key)).Message;

    private static SignatureAlgorithm Named(string method) =>
        SignatureAlgorithm.Named(SignatureAlgorithm.More + method)
        ?? SignatureAlgorithm.Named(SignatureAlgorithm.More2007 + method)
        ?? SignatureAlgorithm.Named(SignatureAlgorithm.More2021 + method)!;
}
