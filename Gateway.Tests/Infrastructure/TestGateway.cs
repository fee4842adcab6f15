using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Adapters.Messages;
using Gateway.Api.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Infrastructure;

/// <summary>A whole gateway in this process: real HTTPS with client certificates, real PostgreSQL, real channels.</summary>
public sealed class TestGateway : IAsyncDisposable
{
    private readonly Dictionary<string, HttpClient> callers = [];
    private readonly TestSite site;

    private TestGateway(WebApplication app, TestSite site, string connectionString)
    {
        (App, this.site, ConnectionString) = (app, site, connectionString);
        Url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public WebApplication App { get; }

    public Uri Url { get; }

    public string ConnectionString { get; }

    /// <param name="gateway"><c>both</c>, <c>co</c> or <c>es</c>.</param>
    /// <param name="change">Last word on the options; the tests' own defaults are quick ones.</param>
    /// <param name="prepare">Last word on the builder: settings, services.</param>
    public static async Task<TestGateway> StartAsync(
        TestPostgres postgres, TestSite site, string gateway = "both", Func<GatewayOptions, GatewayOptions>? change = null,
        Action<WebApplicationBuilder>? prepare = null, string? connectionString = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls("https://127.0.0.1:0");
        builder.Configuration["urls"] = "https://127.0.0.1:0";
        var options = site.OptionsOf(gateway) with { IntakeEvery = TimeSpan.FromMilliseconds(100) };
        prepare?.Invoke(builder);
        connectionString ??= await postgres.NewDatabaseAsync();
        var app = GatewayHost.Build(builder, change?.Invoke(options) ?? options, new Database(connectionString));
        await app.StartAsync();
        return new TestGateway(app, site, connectionString);
    }

    /// <summary>Calls as a test person; null calls without a certificate.</summary>
    public HttpClient As(string? person)
    {
        lock (callers)
        {
            if (callers.TryGetValue(person ?? "", out var known))
                return known;
            var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
            if (person is not null)
                handler.ClientCertificates.Add(site.Person(person));
            return callers[person ?? ""] = new HttpClient(handler) { BaseAddress = Url, Timeout = TimeSpan.FromMinutes(2) };
        }
    }

    /// <summary>Posts a signed document, with its attachments where it has some.</summary>
    public Task<HttpResponseMessage> PostAsync(
        string person, string path, byte[] signed, IReadOnlyList<SampleAttachment>? attachments = null,
        Action<HttpRequestMessage>? change = null)
    {
        var document = new ByteArrayContent(signed) { Headers = { ContentType = new MediaTypeHeaderValue("application/xml") } };
        HttpContent body = document;
        if (attachments is { Count: > 0 })
        {
            var parts = new MultipartFormDataContent { { document, "message", "message.xml" } };
            foreach (var attachment in attachments)
                parts.Add(new ByteArrayContent(attachment.Content.ToArray()), "attachment", attachment.Name);
            body = parts;
        }
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        change?.Invoke(request);
        return As(person).SendAsync(request);
    }

    public Task<JsonElement> GetAsync(string person, string path) => As(person).GetFromJsonAsync<JsonElement>(path);

    public async ValueTask DisposeAsync()
    {
        foreach (var caller in callers.Values)
            caller.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
    }
}

/// <summary>Waiting for what two gateways bring about in their own time.</summary>
public static class Eventually
{
    /// <exception cref="TimeoutException">It did not come about.</exception>
    public static async Task<T> SeeAsync<T>(Func<Task<T?>> look, TimeSpan? within = null)
    {
        var until = DateTimeOffset.UtcNow + (within ?? TimeSpan.FromSeconds(30));
        while (true)
        {
            if (await look() is { } seen)
                return seen;
            if (DateTimeOffset.UtcNow > until)
                throw new TimeoutException("It did not come about in time.");
            await Task.Delay(50);
        }
    }
}
