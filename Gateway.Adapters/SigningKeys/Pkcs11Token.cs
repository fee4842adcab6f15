using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Gateway.Adapters.SigningKeys;

/// <summary>An open session with a token; of one thread at a time.</summary>
internal sealed class Pkcs11Token : IDisposable
{
    /// <summary>CKM_EDDSA (PKCS #11 3.0, 2.3.14).</summary>
    public const ulong Eddsa = 0x1057;

    public static readonly Pkcs11InteropFactories Factories = Made();

    private readonly Lock _one = new();
    private readonly IPkcs11Library _library;
    private readonly ISession _session;

    private Pkcs11Token(IPkcs11Library library, ISession session) => (_library, _session) = (library, session);

    /// <exception cref="CryptographicException">The library or the token is missing, or the PIN is wrong.</exception>
    public static Pkcs11Token Open(string library, string label, string pin) =>
        Guard(() =>
        {
            var loaded = Factories.Pkcs11LibraryFactory.LoadPkcs11Library(Factories, library, AppType.MultiThreaded);
            try
            {
                var slot =
                    loaded.GetSlotList(SlotsType.WithTokenPresent).Find(slot => slot.GetTokenInfo().Label == label)
                    ?? throw new CryptographicException("The device holds no token of that label.");
                var session = slot.OpenSession(SessionType.ReadOnly);
                session.Login(CKU.CKU_USER, pin);
                return new Pkcs11Token(loaded, session);
            }
            catch
            {
                loaded.Dispose();
                throw;
            }
        });

    /// <summary>Converts an error of the library into an exception of the platform, which never contains a PIN.</summary>
    public static T Guard<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Pkcs11Exception failed)
        {
            throw new CryptographicException(
                failed.RV is CKR.CKR_PIN_INCORRECT or CKR.CKR_PIN_LOCKED or CKR.CKR_PIN_LEN_RANGE or CKR.CKR_PIN_INVALID
                    ? "The PIN is another one, or is locked."
                    : $"The device answers {failed.RV}."
            );
        }
        catch (Exception unusable)
            when (unusable is UnmanagedException or DllNotFoundException or EntryPointNotFoundException)
        {
            throw new CryptographicException("The library of the device cannot be loaded.");
        }
    }

    /// <summary>Null when there is none of that label, or several.</summary>
    public IObjectHandle? Find(CKO kind, string label) =>
        Find([Attribute(CKA.CKA_CLASS, kind), Factories.ObjectAttributeFactory.Create(CKA.CKA_LABEL, label)]);

    /// <summary>The X.509 certificate that has the key's id, or its label.</summary>
    public ReadOnlyMemory<byte>? CertificateOf(IObjectHandle key, string label)
    {
        var id = _session.GetAttributeValue(key, [CKA.CKA_ID])[0].GetValueAsByteArray();
        var found = id is { Length: > 0 }
            ? Find([Attribute(CKA.CKA_CLASS, CKO.CKO_CERTIFICATE), Factories.ObjectAttributeFactory.Create(CKA.CKA_ID, id)])
            : null;
        found ??= Find(CKO.CKO_CERTIFICATE, label);
        return found is null
            ? null
            : (ReadOnlyMemory<byte>?)_session.GetAttributeValue(found, [CKA.CKA_VALUE])[0].GetValueAsByteArray();
    }

    public byte[] Sign(IMechanism mechanism, IObjectHandle key, byte[] octets)
    {
        lock (_one)
            return _session.Sign(mechanism, key, octets);
    }

    public void Dispose()
    {
        _session.Dispose();
        _library.Dispose();
    }

    /// <summary>The wrapper loads libdl under a name that exists only on build machines.</summary>
    private static Pkcs11InteropFactories Made()
    {
        NativeLibrary.SetDllImportResolver(
            typeof(Pkcs11InteropFactories).Assembly,
            (name, _, _) => name == "libdl" && NativeLibrary.TryLoad("libdl.so.2", out var library) ? library : IntPtr.Zero
        );
        return new Pkcs11InteropFactories();
    }

    private static IObjectAttribute Attribute(CKA type, CKO kind) => Factories.ObjectAttributeFactory.Create(type, kind);

    private IObjectHandle? Find(List<IObjectAttribute> like) => _session.FindAllObjects(like) is [var only] ? only : null;
}
