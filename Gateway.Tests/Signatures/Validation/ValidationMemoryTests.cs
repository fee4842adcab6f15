using System.Net;
using System.Net.Http.Headers;
using Gateway.Api.Signatures;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Signatures.Validation;

/// <summary>Large files to validate lie in the spool, and only so many bytes of them at once.</summary>
[Collection(Alone.Name)]
public sealed class ValidationMemoryTests(TestPostgres postgres, ITestOutputHelper output) : IDisposable
{
    private const int Callers = 12;
    private const int Size = 90_000_000;

    private readonly TestSite site = new(isOneGateway: true);

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task Twelve_parallel_validations_of_90_MB_take_little_memory()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, site);
        using (await ValidateAsync(gateway, 1_000_000)) { }
        using var peak = new PeakMemory();

        var answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => ValidateAsync(gateway, Size)));

        var grown = peak.Grown();
        output.WriteLine(
            $"{answers.Count(answer => answer.IsSuccessStatusCode)} validated, {grown / 1_000_000} MB more at most"
        );
        answers.Select(answer => answer.StatusCode).ShouldBeSubsetOf([HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable]);
        answers.Count(answer => answer.IsSuccessStatusCode).ShouldBeGreaterThan(1);
        grown.ShouldBeLessThan(200_000_000);
    }

    [Fact]
    public void Only_so_many_bytes_are_in_hand_and_one_file_always_is()
    {
        using var places = new ValidationPlaces(count: 3, mostBytes: 100);

        using (var first = places.TryHold(60))
        {
            first.ShouldNotBeNull();
            places.TryHold(60).ShouldBeNull();
            using var small = places.TryHold(40);
            small.ShouldNotBeNull();
        }
        using var large = places.TryHold(500);
        large.ShouldNotBeNull();
        places.TryHold(1).ShouldBeNull();
    }

    [Fact]
    public async Task A_slow_upload_holds_no_place()
    {
        await using var gateway = await TestGateway.StartAsync(
            postgres,
            site,
            prepare: builder => builder.Configuration["Validation:AtOnce"] = "1"
        );
        await using var slow = await RawCall.BeginAsync(
            gateway.Url,
            site.Person("co-officer"),
            "POST /v1/signatures/validate",
            "Content-Type: application/xml",
            "Content-Length: 1000"
        );
        await slow.SendAsync("<a>");

        using var answer = await gateway.PostAsync("co-officer", "/v1/signatures/validate", "<a/>"u8.ToArray());

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpResponseMessage> ValidateAsync(TestGateway gateway, long size)
    {
        try
        {
            return await gateway
                .As("co-officer")
                .PostAsync(
                    "/v1/signatures/validate",
                    new Zeros(size) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } }
                );
        }
        catch (HttpRequestException)
        {
            // The answer came before the end of the body, and the connection was closed.
            return new(HttpStatusCode.ServiceUnavailable);
        }
    }

    /// <summary>A body that is made while it is sent.</summary>
    private sealed class Zeros(long size) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var block = new byte[50_000];
            for (var left = size; left > 0; left -= block.Length)
                await stream.WriteAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = size;
            return true;
        }
    }
}
