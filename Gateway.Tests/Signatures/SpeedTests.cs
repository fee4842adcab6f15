using System.Diagnostics;
using System.Globalization;
using System.Text;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;
using static Gateway.Tests.Infrastructure.Statistics;

namespace Gateway.Tests.Signatures;

/// <summary>
/// Verification from bytes to answer, parse included, against xmlsec1 on the same file, the same core, in turns. To be
/// run on a quiet machine: <c>Gateway.Tests -class '*SpeedTests' -showLiveOutput</c>.
/// </summary>
[Trait("size", "long")]
[Collection(Infrastructure.Alone.Name)]
public sealed class SpeedTests
{
    private const int Rounds = 7;

    [Theory]
    [InlineData(10_000, 1.0)]
    [InlineData(100_000, 1.0)]
    [InlineData(1_000_000, 1.5)]
    [InlineData(5_000_000, 1.5)]
    public void Verification_is_faster_than_that_of_xmlsec1(int size, double target)
    {
        ForeignSigner.Require();
        var before = Process.GetCurrentProcess().ProcessorAffinity;
        Process.GetCurrentProcess().ProcessorAffinity = 1 << (Environment.ProcessorCount - 1);
        try
        {
            var template = new DsigTemplate
            {
                SignatureMethod = XadesTemplate.More + "rsa-sha256",
                References = [new("", XadesTemplate.Enveloped, XadesTemplate.ExclusiveC14N)],
            };
            var signed = Encoding.UTF8.GetBytes(template.Sign(Document(size), Engine.With("rsa2048")));
            using var foreign = new ForeignTimer(signed);
            using var key = VerificationKey.OfCertificate(TestKeys.Certificate("rsa2048").RawData)!;
            var times = Math.Clamp(20_000_000 / size, 5, 1_000);
            Ours(signed, key, 3 * times);

            var (ours, theirs) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                ours.Add(Ours(signed, key, times));
                theirs.Add(foreign.Each(times));
            }
            var (our, their) = (Median(ours), Median(theirs));
            TestContext.Current.TestOutputHelper!.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{signed.Length, 9} bytes: ours {our:F3} ms, xmlsec1 {their:F3} ms, ratio {their / our:F2} (worst "
                        + $"round {theirs.Min() / ours.Max():F2})"
                )
            );

            (their / our).ShouldBeGreaterThan(target);
        }
        finally
        {
            Process.GetCurrentProcess().ProcessorAffinity = before;
        }
    }

    [Fact]
    public void Time_is_linear_in_the_number_of_references()
    {
        double Once(int count)
        {
            var parts = string.Concat(Enumerable.Range(0, count).Select(i => $"<p Id=\"p{i}\">{new string('x', 500)}</p>"));
            var template = new DsigTemplate
            {
                References =
                [
                    .. Enumerable.Range(0, count).Select(i => new DsigReference($"#p{i}", XadesTemplate.ExclusiveC14N)),
                ],
            };
            var document = Encoding.UTF8.GetBytes(template.In($"<a>{parts}</a>"));
            using var key = VerificationKey.OfCertificate(TestKeys.Certificate("p256").RawData)!;
            return Enumerable
                .Range(0, 9)
                .Min(_ =>
                {
                    var start = Stopwatch.GetTimestamp();
                    SignatureCheck.Of(Engine.Signature(Engine.Read(document)), key);
                    return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                });
        }
        Once(500);

        var ratio = Quickly.Ratio(() => Once(200), () => Once(1_600), 12);
        TestContext.Current.TestOutputHelper!.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"1600 references take {ratio:F1} times as long as 200")
        );

        ratio.ShouldBeLessThan(12);
    }

    private static double Ours(byte[] signed, VerificationKey key, int times)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++)
        {
            SignedDocument.TryRead(signed, TreeLimits.Default, out var document, out _).ShouldBeTrue();
            SignatureCheck.Of(Engine.Signature(document!), key).IsIntact.ShouldBeTrue();
        }
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / times;
    }

    private static string Document(int size)
    {
        var text = new StringBuilder(
            "<Message xmlns=\"urn:gateway:message:1.0\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
        );
        for (var i = 0; text.Length < size - 1_000; i++)
            text.Append(
                CultureInfo.InvariantCulture,
                $"""
                  <Person id="p{i}" kind="witness"><Name>María José {i * 7919 % 100_003}</Name><Born>19{i % 90 + 10}-0{i % 9
                    + 1}-1{i % 9}</Born>
                  <Address country="CO">Calle {i} &amp; Carrera {3
                    * i}, Bogotá</Address><Note xml:lang="es">Se solicita la declaración de la persona.</Note></Person>

                """
            );
        return text.Append("</Message>").ToString();
    }

    /// <summary>Times xmlsec1 by how much longer it takes for more repetitions, so that its start does not count.</summary>
    private sealed class ForeignTimer : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-speed-");

        public ForeignTimer(byte[] signed)
        {
            File.WriteAllBytes(Path.Combine(_folder.FullName, "signed.xml"), signed);
            File.WriteAllText(
                Path.Combine(_folder.FullName, "cert.pem"),
                TestKeys.Certificate("rsa2048").ExportCertificatePem()
            );
        }

        public double Each(int times) => (Run(times + 1) - Run(1)) / times;

        public void Dispose() => _folder.Delete(recursive: true);

        private double Run(int repetitions)
        {
            var start = Stopwatch.GetTimestamp();
            using var process = Process.Start(
                new ProcessStartInfo(
                    "xmlsec1",
                    [
                        "--verify",
                        "--enabled-key-data",
                        "key-name",
                        "--pubkey-cert-pem",
                        Path.Combine(_folder.FullName, "cert.pem"),
                        "--repeat",
                        repetitions.ToString(CultureInfo.InvariantCulture),
                        Path.Combine(_folder.FullName, "signed.xml"),
                    ]
                )
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            var errors = process.StandardError.ReadToEndAsync();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            process.ExitCode.ShouldBe(0, errors.Result);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
    }
}
