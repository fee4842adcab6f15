using System.Diagnostics;
using System.Formats.Asn1;
using System.Security.Cryptography;
using Gateway.Adapters.SigningKeys;
using Gateway.Tests.Signatures.Augmentation;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Gateway.Tests.Signatures.Signing;

/// <summary>A token of SoftHSM in a folder of its own, with keys made in it that it gives to nobody.</summary>
public sealed class SoftToken : IDisposable
{
    public const string Label = "officers";
    public const string Pin = "1234";

    private static readonly string[] Libraries =
    [
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib64/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-softhsm-");
    private readonly Pkcs11InteropFactories _factories = Pkcs11Token.Factories;
    private readonly InventedPki _pki = new();

    /// <summary>Skips the test where SoftHSM is not installed; fails it where everything must be (CI=true).</summary>
    public SoftToken()
    {
        Library = Array.Find(Libraries, File.Exists) ?? "";
        if (Library.Length == 0 && Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail("SoftHSM is not installed (deploy/install-tools softhsm).");
        if (Library.Length == 0)
            Assert.Skip("SoftHSM is not installed (deploy/install-tools softhsm).");
        var configuration = Path.Combine(_folder.FullName, "softhsm2.conf");
        File.WriteAllText(
            configuration,
            $"directories.tokendir = {_folder.FullName}\nobjectstore.backend = file\nlog.level = ERROR\n"
        );
        SetEnvironment("SOFTHSM2_CONF", configuration, 1).ShouldBe(0);
        using var init = Process.Start(
            new ProcessStartInfo(
                "softhsm2-util",
                ["--init-token", "--free", "--label", Label, "--pin", Pin, "--so-pin", "5678"]
            )
            {
                RedirectStandardOutput = true,
                Environment = { ["SOFTHSM2_CONF"] = configuration },
            }
        )!;
        init.WaitForExit();
        init.ExitCode.ShouldBe(0);
    }

    public string Library { get; }

    /// <summary>Makes a key pair in the token, and puts a certificate beside it.</summary>
    public void Make(string label, string kind)
    {
        using var library = _factories.Pkcs11LibraryFactory.LoadPkcs11Library(_factories, Library, AppType.MultiThreaded);
        var slot = library.GetSlotList(SlotsType.WithTokenPresent).Find(each => each.GetTokenInfo().Label == Label)!;
        using var session = slot.OpenSession(SessionType.ReadWrite);
        session.Login(CKU.CKU_USER, Pin);
        var attributes = _factories.ObjectAttributeFactory;
        byte[] id = [1, 2, (byte)label.Length];
        List<IObjectAttribute> common =
        [
            attributes.Create(CKA.CKA_TOKEN, true),
            attributes.Create(CKA.CKA_LABEL, label),
            attributes.Create(CKA.CKA_ID, id),
        ];
        List<IObjectAttribute> ofPublic = [.. common, attributes.Create(CKA.CKA_VERIFY, true)];
        if (kind == "rsa")
            ofPublic.AddRange([
                attributes.Create(CKA.CKA_MODULUS_BITS, 2048UL),
                attributes.Create(CKA.CKA_PUBLIC_EXPONENT, new byte[] { 1, 0, 1 }),
            ]);
        else
            ofPublic.Add(attributes.Create(CKA.CKA_EC_PARAMS, CurveOf(kind)));
        using var mechanism = _factories.MechanismFactory.Create(
            kind switch
            {
                "rsa" => (ulong)CKM.CKM_RSA_PKCS_KEY_PAIR_GEN,
                "ed25519" => 0x1055UL,
                _ => (ulong)CKM.CKM_EC_KEY_PAIR_GEN,
            }
        );
        session.GenerateKeyPair(
            mechanism,
            ofPublic,
            [
                .. common,
                attributes.Create(CKA.CKA_PRIVATE, true),
                attributes.Create(CKA.CKA_SENSITIVE, true),
                attributes.Create(CKA.CKA_EXTRACTABLE, false),
                attributes.Create(CKA.CKA_SIGN, true),
            ],
            out var publicKey,
            out var privateKey
        );
        session.GetAttributeValue(privateKey, [CKA.CKA_NEVER_EXTRACTABLE])[0].GetValueAsBool().ShouldBeTrue();
        var certificate = _pki.Certify("CN=Officer", PublicKeyInfo(session, publicKey, kind));
        session.CreateObject([
            .. common,
            attributes.Create(CKA.CKA_CLASS, CKO.CKO_CERTIFICATE),
            attributes.Create(CKA.CKA_CERTIFICATE_TYPE, CKC.CKC_X_509),
            attributes.Create(CKA.CKA_SUBJECT, certificate.SubjectName.RawData),
            attributes.Create(CKA.CKA_VALUE, certificate.RawData),
        ]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static byte[] CurveOf(string kind) =>
        kind switch
        {
            "p256" => Convert.FromHexString("06082a8648ce3d030107"),
            "p384" => Convert.FromHexString("06052b81040022"),
            _ => Convert.FromHexString("130c656477617264733235353139"), // A printable string: edwards25519.
        };

    private static byte[] PublicKeyInfo(ISession session, IObjectHandle key, string kind)
    {
        if (kind == "rsa")
        {
            var numbers = session.GetAttributeValue(key, [CKA.CKA_MODULUS, CKA.CKA_PUBLIC_EXPONENT]);
            using var rsa = RSA.Create(
                new RSAParameters { Modulus = numbers[0].GetValueAsByteArray(), Exponent = numbers[1].GetValueAsByteArray() }
            );
            return rsa.ExportSubjectPublicKeyInfo();
        }
        var point = new AsnReader(
            session.GetAttributeValue(key, [CKA.CKA_EC_POINT])[0].GetValueAsByteArray(),
            AsnEncodingRules.BER
        ).ReadOctetString();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(kind == "ed25519" ? "1.3.101.112" : "1.2.840.10045.2.1");
                if (kind != "ed25519")
                    writer.WriteEncodedValue(CurveOf(kind));
            }
            writer.WriteBitString(point);
        }
        return writer.Encode();
    }

    /// <summary>The library reads the environment of the process itself, which .NET's copy does not change.</summary>
    [System.Runtime.InteropServices.DllImport(
        "libc",
        EntryPoint = "setenv",
        CharSet = System.Runtime.InteropServices.CharSet.Ansi
    )]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Globalization", "CA2101", Justification = "A path in ASCII.")]
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Interoperability",
        "SYSLIB1054",
        Justification = "No unsafe code for one call of a test."
    )]
    private static extern int SetEnvironment(string name, string value, int overwrite);
}
