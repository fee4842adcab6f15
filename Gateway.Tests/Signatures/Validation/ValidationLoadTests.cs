using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using static Gateway.Tests.Infrastructure.Statistics;

namespace Gateway.Tests.Signatures.Validation;

/// <summary>Whoever has files validated all the time takes nothing from those who send requests.</summary>
[Collection(Alone.Name)]
public sealed class ValidationLoadTests(TestPostgres postgres, ITestOutputHelper output) : IDisposable
{
    private const int Submissions = 30;
    private const int Validators = 16;

    private readonly TestSite site = new(isOneGateway: true);

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task Acceptance_goes_on_while_sixteen_callers_have_heavy_files_validated()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, site);
        await SubmitAsync(gateway);
        var alone = await SubmitAsync(gateway);
        using var end = new CancellationTokenSource();
        var heavy = Heavy();
        var flood = Enumerable.Range(0, Validators).Select(_ => ValidateAsync(gateway, heavy, end.Token)).ToList();
        await Task.Delay(TimeSpan.FromSeconds(1));

        var beside = await SubmitAsync(gateway);

        await end.CancelAsync();
        var answers = (await Task.WhenAll(flood)).SelectMany(each => each).ToLookup(status => status);
        output.WriteLine(
            $"alone {Median(alone):F0} ms, at most {alone.Max():F0}; beside {answers[HttpStatusCode.OK].Count()} "
                + "validations "
                + $"{Median(beside):F0} ms, at most {beside.Max():F0}; {answers[HttpStatusCode.ServiceUnavailable].Count()} "
                + "were told to come back"
        );
        answers.Select(each => each.Key).ShouldBeSubsetOf([HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable]);
        answers[HttpStatusCode.OK].Count().ShouldBeGreaterThan(3, "Validation goes on, too.");
        Median(beside).ShouldBeLessThan(Math.Max(Median(alone) * 4, 100));
        beside.Max().ShouldBeLessThan(2_000);
    }

    /// <summary>A megabyte that each of thirty references digests in a way of its own.</summary>
    private static byte[] Heavy()
    {
        var certificate = TestKeys.Certificate("p256");
        using var key = certificate.GetECDsaPrivateKey()!;
        var references = Enumerable
            .Range(0, 30)
            .Select(i => new DsigReference(
                "",
                XadesTemplate.Enveloped,
                $"<Transform Algorithm=\"{XadesTemplate.ExclusiveC14N}\"><InclusiveNamespaces "
                    + $"xmlns=\"{XadesTemplate.ExclusiveC14N}\" PrefixList=\"p{i}\"/></Transform>"
            ));
        return Encoding.UTF8.GetBytes(
            new DsigTemplate
            {
                References = [.. references],
                KeyInfo =
                    $"<KeyInfo><X509Data><X509Certificate>{Convert.ToBase64String(certificate.RawData)}</X509Certificate></X509Data></KeyInfo>",
            }.Sign(
                $"<a>{string.Concat(Enumerable.Repeat("<b>0123456789abcdef</b>", 45_000))}</a>",
                octets => key.SignData(octets, HashAlgorithmName.SHA256)
            )
        );
    }

    /// <summary>One after another.</summary>
    private async Task<List<double>> SubmitAsync(TestGateway gateway)
    {
        var took = new List<double>();
        for (var i = 0; i < Submissions; i++)
        {
            var message = site.Sign(TestSite.Sample(MessageKind.Request));
            var watch = Stopwatch.StartNew();
            using var answer = await gateway.PostAsync("co-officer", "/v1/requests", message);
            answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            took.Add(watch.Elapsed.TotalMilliseconds);
        }
        return took;
    }

    private static async Task<List<HttpStatusCode>> ValidateAsync(TestGateway gateway, byte[] file, CancellationToken end)
    {
        var answers = new List<HttpStatusCode>();
        while (!end.IsCancellationRequested)
        {
            var body = new ByteArrayContent(file)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/xml") },
            };
            using var answer = await gateway
                .As("es-officer")
                .PostAsync("/v1/signatures/validate", body, CancellationToken.None);
            answers.Add(answer.StatusCode);
        }
        return answers;
    }
}
