using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Adapters.Messages;

namespace Gateway.Tests.Infrastructure;

/// <summary>A running gateway as test persons call it: HTTPS with a client certificate.</summary>
public abstract class GatewayUnderTest(TestSite site)
{
    private readonly Dictionary<string, HttpClient> callers = [];

    public abstract Uri Url { get; }

    /// <summary>False where another build answers, or where the check would be part of what is measured.</summary>
    public bool ChecksContract { get; init; } = true;

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
            return callers[person ?? ""] = new HttpClient(ChecksContract ? new ContractHandler(handler) : handler)
            {
                BaseAddress = Url,
                Timeout = TimeSpan.FromMinutes(2),
            };
        }
    }

    /// <summary>Posts a signed document, with its attachments where it has some.</summary>
    public Task<HttpResponseMessage> PostAsync(
        string person,
        string path,
        byte[] signed,
        IReadOnlyList<SampleAttachment>? attachments = null,
        Action<HttpRequestMessage>? change = null
    )
    {
        var document = new ByteArrayContent(signed)
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/xml") },
        };
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

    protected void HangUp()
    {
        foreach (var caller in callers.Values)
            caller.Dispose();
    }
}
