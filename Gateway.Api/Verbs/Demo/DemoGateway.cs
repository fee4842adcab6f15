using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Gateway.Api.Hosting;
using Gateway.Api.Sandbox;

namespace Gateway.Api.Verbs.Demo;

/// <summary>One of the two gateways of a demonstration: a process of its own with its own data, database and keys.</summary>
internal sealed class DemoGateway : IAsyncDisposable
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(45);
    private readonly Process process;
    private readonly HttpClient officer;

    private DemoGateway(Process process, HttpClient officer, string authority, Uri url)
    {
        (this.process, this.officer, Authority, Url) = (process, officer, authority, url);
    }

    public string Authority { get; }

    public Uri Url { get; }

    /// <exception cref="DemoFailedException">It did not come up.</exception>
    public static async Task<DemoGateway> StartAsync(string authority, string data, IReadOnlyDictionary<string, string> settings)
    {
        var self = Environment.ProcessPath!;
        var start = new ProcessStartInfo(self) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = data };
        if (Path.GetFileNameWithoutExtension(self) == "dotnet")
            start.ArgumentList.Add(typeof(DemoGateway).Assembly.Location);
        start.ArgumentList.Add("--urls");
        start.ArgumentList.Add("https://127.0.0.1:0");
        start.Environment.Remove("ConnectionStrings__gateway");
        start.Environment["Gateway__Data"] = data;
        start.Environment["Gateway__IntakeEvery"] = "00:00:00.200";
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        var log = new StreamWriter(Path.Combine(data, "gateway.log")) { AutoFlush = true };
        process.ErrorDataReceived += (_, line) => log.WriteLine(line.Data);
        process.BeginErrorReadLine();
        using var patience = new CancellationTokenSource(StartWithin);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
                if (line.StartsWith("Listening on ", StringComparison.Ordinal))
                {
                    var url = new Uri(line["Listening on ".Length..]);
                    return new DemoGateway(process, Officer(authority, SandboxSite.FolderOf(data), url), authority, url);
                }
        }
        catch (OperationCanceledException)
        {
            // Said below: it did not come up in time.
        }
        process.Kill(entireProcessTree: true);
        throw new DemoFailedException($"The gateway of {authority} did not come up; see {data}/gateway.log");
    }

    public async Task<JsonElement> PostAsync(string path, byte[] signed, params IReadOnlyList<(string Name, byte[] Bytes)> attachments)
    {
        using var response = await SendAsync(path, signed, attachments);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return response.IsSuccessStatusCode ? answer
            : throw new DemoFailedException($"{Authority} answered {(int)response.StatusCode}: {answer.GetProperty("detail").GetString()}");
    }

    public async Task<HttpResponseMessage> SendAsync(string path, byte[] signed, params IReadOnlyList<(string Name, byte[] Bytes)> attachments)
    {
        HttpContent body = new ByteArrayContent(signed) { Headers = { ContentType = new MediaTypeHeaderValue("application/xml") } };
        if (attachments.Count > 0)
        {
            var parts = new MultipartFormDataContent { { body, "message", "message.xml" } };
            foreach (var (name, bytes) in attachments)
                parts.Add(new ByteArrayContent(bytes), "attachment", name);
            body = parts;
        }
        return await officer.PostAsync(new Uri(path, UriKind.Relative), body);
    }

    public Task<JsonElement> GetAsync(string path) => officer.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative));

    public Task<byte[]> GetBytesAsync(string path) => officer.GetByteArrayAsync(new Uri(path, UriKind.Relative));

    public async Task TakeOverAsync(Guid messageId)
    {
        using var response = await officer.PostAsync(new Uri($"/v1/inbox/{messageId}/taken", UriKind.Relative), null);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Asks it to stop and waits; its database stops with it.</summary>
    public async ValueTask DisposeAsync()
    {
        officer.Dispose();
        if (!process.HasExited)
            RunningProcess.Find(process.Id)?.Signal(RunningProcess.Terminate);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(25));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        process.Dispose();
    }

    private static HttpClient Officer(string authority, string folder, Uri url)
    {
        var name = authority == "CO-CA" ? "co-officer" : "es-officer";
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPemFile(Path.Combine(folder, "ca.pem"));
        var certificate = X509CertificateLoader.LoadPkcs12FromFile(Path.Combine(folder, $"{name}.p12"), SandboxSite.Password);
        return new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = trust,
                ClientCertificates = [certificate],
                LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate,
            },
        })
        { BaseAddress = url };
    }
}

/// <summary>Something a demonstration must show did not happen.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);
