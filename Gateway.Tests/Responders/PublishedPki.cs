using System.Collections.Concurrent;
using System.Net;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Http;
using Gateway.Adapters.Responders;
using Gateway.Adapters.Xades.Validation;
using Gateway.Tests.Certificates;
using Gateway.Tests.Infrastructure;
using Gateway.Tests.Signatures.Validation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Ocsp;
using GeneralName = Org.BouncyCastle.Asn1.X509.GeneralName;
using Holder = Gateway.Tests.Certificates.Holder;

namespace Gateway.Tests.Responders;

/// <summary>
/// A root, an issuer and a signer, and a root and an authority for timestamps, whose certificates name the addresses of
/// a real server that publishes their lists, answers OCSP and gives out issuers: soundly, unless a test puts something
/// in the place of an answer.
/// </summary>
public sealed class PublishedPki : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> _instead = new();
    private readonly Dictionary<string, Func<byte[], byte[]>> _answers;
    private static readonly ValidationThreads Threads = new(4);
    private readonly HttpClient _http = Outbound.Client(null);
    private ResponderClient? _client;

    private PublishedPki(WebApplication server, DateTimeOffset now)
    {
        (_server, Now) = (server, now);
        Clock = new ShiftedClock { Shift = Now - TimeProvider.System.GetUtcNow() };
        Root = Holder.Root("Root", InForce);
        Issuer = Root.Authority("Issuer", profile => At(InForce(profile), list: "lists/root.crl"));
        Responder = Issuer.Responder("Responder", InForce);
        Signer = Issuer.Signer("Signer", profile => At(InForce(profile), "lists/issuer.crl", "ocsp", "issuers/issuer.cer"));
        StampRoot = Holder.Root("Stamp root", InForce);
        Stamper = StampRoot.Stamper("Stamper", profile => At(InForce(profile), list: "lists/stamps.crl"));
        _answers = new Dictionary<string, Func<byte[], byte[]>>
        {
            ["/lists/root.crl"] = _ => List(Root),
            ["/lists/issuer.crl"] = _ => List(Issuer),
            ["/lists/stamps.crl"] = _ => List(StampRoot),
            ["/issuers/issuer.cer"] = _ => Issuer.Certificate.Encoded.ToArray(),
            ["/ocsp"] = Ocsp,
        };
    }

    /// <summary>When it was started, by its clock.</summary>
    public DateTimeOffset Now { get; }

    public ShiftedClock Clock { get; }

    public Holder Root { get; }

    public Holder Issuer { get; }

    public Holder Responder { get; }

    public Holder Signer { get; }

    public Holder StampRoot { get; }

    public Holder Stamper { get; }

    /// <summary>With the slash at its end.</summary>
    public string Address => _server.Urls.First() + "/";

    /// <summary>Paths, in the order in which they were asked for.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    public TrustMaterial Anchors => new([Root.Certificate, StampRoot.Certificate], [], []);

    /// <param name="now">An hour after a signature would have been made; whole seconds.</param>
    public static async Task<PublishedPki> StartAsync(DateTimeOffset? now = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var server = builder.Build();
        PublishedPki? pki = null;
        server.Run(context => pki!.AnswerAsync(context));
        await server.StartAsync();
        return pki = new PublishedPki(server, now ?? World.Signing.AddHours(1));
    }

    /// <summary>In place of the sound answer.</summary>
    public void Instead(string path, Func<HttpContext, Task> answer) => _instead[path] = answer;

    public void Instead(string path, byte[] answer) =>
        Instead(path, context => context.Response.Body.WriteAsync(answer).AsTask());

    public void Instead(string path, int status) =>
        Instead(
            path,
            context =>
            {
                context.Response.StatusCode = status;
                return Task.CompletedTask;
            }
        );

    public ResponderSearch Search(Func<ResponderOptions, ResponderOptions>? change = null, params string[] allowed)
    {
        var options = new ResponderOptions(new AllowedAddresses(allowed.Length > 0 ? allowed : [Address]))
        {
            AnswerWithin = TimeSpan.FromSeconds(2),
            PauseBetween = TimeSpan.FromMilliseconds(5),
        };
        _client?.Dispose();
        _client = new ResponderClient(_http, change?.Invoke(options) ?? options, Clock);
        return new ResponderSearch(_client);
    }

    public async Task<ValidationReport> ValidateAsync(
        SignedFile file,
        ResponderSearch? search,
        TrustMaterial? trust = null,
        DateTimeOffset? at = null
    )
    {
        var octets = System.Text.Encoding.UTF8.GetBytes(file.Text);
        return await new InquiringValidator(PolicyFile.Default, trust ?? Anchors, search, Threads, Clock).ValidateAsync(
            () => new MemoryStream(octets, writable: false),
            at: at
        );
    }

    public byte[] List(Holder issuer, params (Holder, DateTimeOffset, int)[] revoked) =>
        new Revocation
        {
            At = Now.AddMinutes(-30),
            Next = Now.AddHours(12),
            Revoked = revoked,
        }
            .List(issuer)
            .Encoded.ToArray();

    public byte[] Response(Func<Revocation, Revocation>? change = null, Holder? of = null)
    {
        var sound = new Revocation
        {
            At = Now.AddMinutes(-10),
            Next = Now.AddHours(1),
            By = Responder,
        };
        return (change?.Invoke(sound) ?? sound).Response(of ?? Signer).Encoded.ToArray();
    }

    /// <summary>Names addresses of this server.</summary>
    public Profile At(Profile profile, string? list = null, string? responder = null, string? issuer = null)
    {
        if (list is not null)
            profile = profile.With(
                "2.5.29.31",
                false,
                new CrlDistPoint([
                    new DistributionPoint(
                        new DistributionPointName(
                            new GeneralNames(new GeneralName(GeneralName.UniformResourceIdentifier, Full(list)))
                        ),
                        null,
                        null
                    ),
                ])
            );
        var access = new List<AccessDescription>();
        if (responder is not null)
            access.Add(Description(AccessDescription.IdADOcsp, responder));
        if (issuer is not null)
            access.Add(Description(AccessDescription.IdADCAIssuers, issuer));
        return access.Count == 0
            ? profile
            : profile.With("1.3.6.1.5.5.7.1.1", false, new AuthorityInformationAccess([.. access]));

        AccessDescription Description(DerObjectIdentifier method, string path) =>
            new(method, new GeneralName(GeneralName.UniformResourceIdentifier, Full(path)));

        string Full(string path) => path.Contains(':', StringComparison.Ordinal) ? path : Address + path;
    }

    private Profile InForce(Profile profile) => profile with { From = Now.AddMonths(-5), Until = Now.AddYears(2) };

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _http.Dispose();
        await _server.DisposeAsync();
    }

    /// <summary>As a responder by other hands understands the query.</summary>
    private byte[] Ocsp(byte[] query)
    {
        var asked = new OcspReq(query).GetRequestList().ShouldHaveSingleItem().GetCertID();
        asked.MatchesIssuer(new Org.BouncyCastle.X509.X509Certificate(Issuer.Certificate.Encoded.ToArray())).ShouldBeTrue();
        asked.SerialNumber.ShouldBe(Signer.SerialNumber);
        return Response();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        _asked.Enqueue(path);
        if (_instead.TryGetValue(path, out var instead))
        {
            await instead(context);
            return;
        }
        if (!_answers.TryGetValue(path, out var answer))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        await context.Response.Body.WriteAsync(answer(body.ToArray()));
    }
}
