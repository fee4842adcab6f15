using System.IO.Compression;
using System.Text.RegularExpressions;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Signatures;
using Gateway.Adapters.Signatures.Validation;

namespace Gateway.Tests.Signatures.Validation;

public sealed class ExploreTests
{
    [Fact]
    public void Show()
    {
        var validator = new SignatureValidator(PolicyFile.Default, TrustMaterial.None);
        foreach (var (file, _, _) in CorpusCases.All)
        {
            var path = Path.Combine(SignatureCorpus.Folder(), file);
            var bytes = File.ReadAllBytes(path);
            if (bytes is [(byte)'P', (byte)'K', ..])
            {
                using var zip = new ZipArchive(new MemoryStream(bytes));
                foreach (var e in zip.Entries.Where(entry => Regex.IsMatch(entry.FullName, "^META-INF/.*signatures.*\\.xml$", RegexOptions.IgnoreCase)))
                    Print(file, validator.Validate(Content(e), new DateTimeOffset(2026, 11, 26, 0, 0, 0, TimeSpan.Zero), new InZip(zip)));
            }
            else Print(file, validator.Validate(bytes, new DateTimeOffset(2026, 11, 26, 0, 0, 0, TimeSpan.Zero), new Beside(Path.GetDirectoryName(path)!)));
        }
    }

    [Fact]
    public void Levels()
    {
        foreach (var file in new[] { "dss/xades/dss1987/data2sign-signed-xades-enveloped-baseline-lta.xml", "dss/xades/dss2278/xades-with-multiple-signaturetimestamps.xml", "dss/xades/xades-lta-copied-atst.xml", "dss/xades/xades-extended-xl.xml", "dss/xades/Signature-X-BE_ECON-3.xml" })
        {
            var doc = Engine.Read(File.ReadAllBytes(Path.Combine(SignatureCorpus.Folder(), file)));
            var context = new ValidationContext(PolicyFile.Default, DateTimeOffset.UnixEpoch.AddYears(56), TrustMaterial.None, null);
            var sig = Engine.Signature(doc);
            var m = SignatureMaterial.Of(sig, null, context.Pool);
            m.AddTo(context);
            Console.WriteLine("## " + file);
            var v = new TimestampValidation(context);
            foreach (var c in QualifyingProperties.Of(sig)!.SigningCertificates) Console.WriteLine("  named " + c.Issuer + " " + c.SerialNumber);
            foreach (var t in m.Timestamps) foreach (var k in t.Tokens) Console.WriteLine($"  {t.Kind} {k.Token?.Time:s} {v.Of(t, k).Authority?.Subject} chain {string.Join(" <- ", v.Of(t, k).Authority is { } a ? context.Upwards(a).Select(x => x.Subject.ToString()) : [])}");
            foreach (var (c, from) in m.Certificates) Console.WriteLine($"  cert {c.Subject} by {c.Issuer} {c.NotBefore:d}-{c.NotAfter:d} sn {c.SerialNumber} {from.Source}");
            foreach (var (r, from) in m.Revocation) Console.WriteLine($"  {r.GetType().Name} {(r as RevocationList)?.Issuer} {r.ProducedAt:s} {from.Source} mentions {string.Join(";", m.Certificates.Where(c => m.Certificates.Any(i => r.Mentions(c.Certificate, i.Certificate))).Select(c => c.Certificate.Subject).Distinct())}");
        }
    }

    private static void Print(string file, ValidationReport report)
    {
        Console.WriteLine($"## {file} {report.Indication.Name()} {report.Error}");
        foreach (var s in report.Signatures)
        {
            Console.WriteLine($"   {s.Id} {(s.CounterSignatureOf is null ? "" : "counter of " + s.CounterSignatureOf)} {s.Conclusion.Indication.Name()} {s.Conclusion.SubIndication?.Name()} {s.Level} intact={s.IsIntact} valid={s.IsValid} ident={s.IsSigningCertificateIdentified} st={s.SigningTime:s} [{string.Join(", ", s.Scope.Select(x => x.Name + (x.IsFull ? " FULL" : " PARTIAL")))}] chain={s.Chain.Count}");
            foreach (var t in s.Timestamps) Console.WriteLine($"      {t.Type} intact={t.IsIntact} {t.Time:s} {t.Conclusion.SubIndication?.Name()} {t.Conclusion.Reason}");
            Console.WriteLine("      " + string.Join(" | ", s.Checks.Select(c => c.Name + ":" + c.Result + ":" + c.Detail)));
        }
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        using var whole = new MemoryStream();
        content.CopyTo(whole);
        return whole.ToArray();
    }

    private sealed class Beside(string folder) : IDetachedContent
    {
        public Stream? Open(string uri) => File.Exists(Path.Combine(folder, Path.GetFileName(uri))) ? File.OpenRead(Path.Combine(folder, Path.GetFileName(uri))) : null;
    }

    private sealed class InZip(ZipArchive zip) : IDetachedContent
    {
        public Stream? Open(string uri) => (zip.GetEntry(Uri.UnescapeDataString(uri).TrimStart('/')) ?? zip.GetEntry(uri)) is { } entry ? new MemoryStream(Content(entry)) : null;
    }
}
