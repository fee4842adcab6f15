namespace Gateway.Tests.Infrastructure;

/// <summary>
/// Every answer that a test gets is compared with the contract; what the contract does not say fails the test.
/// </summary>
public sealed class ContractHandler(HttpMessageHandler network) : DelegatingHandler(network)
{
    private static readonly SemaphoreSlim Once = new(1);
    private static Contract? contract;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (
            request.RequestUri!.AbsolutePath.StartsWith("/v1", StringComparison.Ordinal)
            && await (await ReadAsync(request.RequestUri, cancellationToken)).FlawAsync(request, answer) is { } flaw
        )
            throw new ContractBrokenException(flaw);
        return answer;
    }

    /// <summary>One for the whole run: every gateway has the same.</summary>
    private async Task<Contract> ReadAsync(Uri gateway, CancellationToken cancellation)
    {
        if (contract is { } known)
            return known;
        await Once.WaitAsync(cancellation);
        try
        {
            if (contract is null)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, "/openapi/v1.json"));
                using var answer = await base.SendAsync(request, cancellation);
                answer.EnsureSuccessStatusCode();
                contract = new(await answer.Content.ReadAsStringAsync(cancellation));
            }
            return contract;
        }
        finally
        {
            Once.Release();
        }
    }
}

/// <summary>An answer that the contract does not describe.</summary>
public sealed class ContractBrokenException(string flaw) : Exception(flaw);
