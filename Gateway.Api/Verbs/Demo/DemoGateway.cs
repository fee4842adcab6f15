using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Gateway.Api.Sandbox;

namespace Gateway.Api.Verbs.Demo;

/// <summary>One of the two gateways of a demonstration: a process of its own with its own data, database and keys.</summary>
internal sealed class DemoGateway : IAsyncDisposable
{
    private readonly GatewayProcess process;
    private readonly HttpClient officer;
    private readonly HttpClient decidingOfficer;

    private DemoGateway(GatewayProcess process, HttpClient officer, HttpClient decidingOfficer, string authority) =>
        (this.process, this.officer, this.decidingOfficer, Authority) = (process, officer, decidingOfficer, authority);

    public string Authority { get; }

    public Uri Url => process.Url;

    /// <exception cref="GatewayProcessException">It did not come up.</exception>
    public static async Task<DemoGateway> StartAsync(
        string authority,
        string data,
        IReadOnlyDictionary<string, string> settings
    )
    {
        var process = await GatewayProcess.StartAsync(data, settings);
        var (folder, person) = (SandboxSite.FolderOf(data), authority == "CO-CA" ? "co" : "es");
        return new DemoGateway(
            process,
            Client(folder, $"{person}-officer", process.Url),
            Client(folder, $"{person}-deciding", process.Url),
            authority
        );
    }

    public async Task<JsonElement> PostAsync(
        string path,
        byte[] signed,
        params IReadOnlyList<(string Name, byte[] Bytes)> attachments
    )
    {
        using var response = await SendAsync(path, signed, attachments);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return response.IsSuccessStatusCode
            ? answer
            : throw new DemoFailedException(
                $"{Authority} answered {(int)response.StatusCode}: {answer.GetProperty("detail").GetString()}"
            );
    }

    public async Task<HttpResponseMessage> SendAsync(
        string path,
        byte[] signed,
        params IReadOnlyList<(string Name, byte[] Bytes)> attachments
    )
    {
        HttpContent body = new ByteArrayContent(signed)
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/xml") },
        };
        if (attachments.Count > 0)
        {
            var parts = new MultipartFormDataContent { { body, "message", "message.xml" } };
            foreach (var (name, bytes) in attachments)
                parts.Add(new ByteArrayContent(bytes), "attachment", name);
            body = parts;
        }
        return await officer.PostAsync(new Uri(path, UriKind.Relative), body);
    }

    /// <summary>What a message is rejected with.</summary>
    public async Task<string> RejectionAsync(
        string path,
        byte[] signed,
        params IReadOnlyList<(string Name, byte[] Bytes)> attachments
    )
    {
        using var response = await SendAsync(path, signed, attachments);
        return await ProblemOfAsync(response);
    }

    /// <summary>An act of an officer that is no message.</summary>
    public async Task ActAsync(string path, object body, bool isDecision = false)
    {
        using var response = await (isDecision ? decidingOfficer : officer).PostAsJsonAsync(
            new Uri(path, UriKind.Relative),
            body
        );
        if (!response.IsSuccessStatusCode)
            throw new DemoFailedException(
                $"{Authority} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}"
            );
    }

    /// <summary>What a decision is rejected with.</summary>
    public async Task<string> RejectedActAsync(string path, object body)
    {
        using var response = await decidingOfficer.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        return await ProblemOfAsync(response);
    }

    public Task<JsonElement> GetAsync(string path) => officer.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative));

    public Task<byte[]> GetBytesAsync(string path) => officer.GetByteArrayAsync(new Uri(path, UriKind.Relative));

    public async Task TakeOverAsync(Guid messageId)
    {
        using var response = await officer.PostAsync(new Uri($"/v1/inbox/{messageId}/taken", UriKind.Relative), null);
        response.EnsureSuccessStatusCode();
    }

    /// <inheritdoc cref="GatewayProcess.StopAsync"/>
    public ValueTask DisposeAsync()
    {
        officer.Dispose();
        decidingOfficer.Dispose();
        return process.DisposeAsync();
    }

    private async Task<string> ProblemOfAsync(HttpResponseMessage response)
    {
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return response.IsSuccessStatusCode
            ? throw new DemoFailedException($"{Authority} did what it should have rejected.")
            : answer.GetProperty("type").GetString()!.Split('/')[^1];
    }

    private static HttpClient Client(string folder, string name, Uri url)
    {
        var trust = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        trust.CustomTrustStore.ImportFromPemFile(Path.Combine(folder, "ca.pem"));
        var certificate = X509CertificateLoader.LoadPkcs12FromFile(
            Path.Combine(folder, $"{name}.p12"),
            SandboxSite.Password
        );
        return new HttpClient(
            new SocketsHttpHandler
            {
                SslOptions = new SslClientAuthenticationOptions
                {
                    CertificateChainPolicy = trust,
                    ClientCertificates = [certificate],
                    LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate,
                },
            }
        )
        {
            BaseAddress = url,
        };
    }
}

/// <summary>Something a demonstration must show did not happen.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);
