using System.Security.Cryptography.X509Certificates;
using Gateway.Api.Configuration;
using Gateway.Api.Http;
using Gateway.Api.Submissions;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Gateway.Api.Hosting;

/// <summary>The address, the TLS certificate and the limits of the HTTP server.</summary>
internal static class KestrelSetup
{
    /// <summary>Bytes of all headers of a call together; a longer head is answered with 431.</summary>
    private const int LargestHeaders = 32 * 1024;

    /// <summary>Headers of a call; more are answered with 431.</summary>
    private const int MostHeaders = 100;

    /// <summary>Bytes of the request line, with path and query; a longer one is answered with 414.</summary>
    private const int LongestRequestLine = 8 * 1024;

    public static void Listen(WebApplicationBuilder builder, GatewayOptions options)
    {
        if (builder.Configuration["urls"] is null)
            builder.WebHost.UseUrls(GatewayOptions.DefaultUrl);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            SetLimits(kestrel.Limits, options);
            kestrel.ConfigureHttpsDefaults(https =>
            {
                https.ServerCertificate = X509CertificateLoader.LoadPkcs12FromFile(
                    options.ServerCertificate!,
                    options.KeyPassword
                );
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                // Any certificate may be shown; the directory decides whose it is (CertificateAuthentication).
                https.AllowAnyClientCertificate();
            });
        });
    }

    private static void SetLimits(KestrelServerLimits limits, GatewayOptions options)
    {
        limits.MaxRequestHeadersTotalSize = LargestHeaders;
        limits.MaxRequestHeaderCount = MostHeaders;
        limits.MaxRequestLineSize = LongestRequestLine;
        limits.MaxConcurrentConnections = options.Http.Connections;
        // The gateway limits the size of a body itself, with a problem that names the limit: see SubmissionReader.
        limits.MaxRequestBodySize = null;
        // It limits the time that a body takes as well: see TimedBody.
        limits.MinRequestBodyDataRate = null;
    }
}
