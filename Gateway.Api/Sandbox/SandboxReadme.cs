using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Gateway.Api.Sandbox;

/// <summary>Describes the files of a sandbox, with lines that can be pasted into a shell.</summary>
internal static class SandboxReadme
{
    private const string Checked = """{"check":"telephoned the registry"}""";

    public static void WriteWhenStarted(WebApplication app, string folder) =>
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var address = new UriBuilder(
                app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
            );
            if (
                IPAddress.TryParse(address.Host.Trim('[', ']'), out var bound)
                && (bound.Equals(IPAddress.Any) || bound.Equals(IPAddress.IPv6Any))
            )
                address.Host = "localhost";
            Write(folder, address.Uri.GetLeftPart(UriPartial.Authority));
        });

    /// <summary>Written again at every start, with the address the gateway listens at.</summary>
    public static void Write(string folder, string url) =>
        File.WriteAllText(Path.Combine(folder, "README"), For(folder, url));

    private static string NewAddress(string folder) =>
        JsonSerializer.Serialize(
            new
            {
                kind = "endpoint",
                channel = "maildir",
                address = Path.Combine(folder, "maildir", "ES-CA-2"),
                sandbox = true,
            }
        );

    private static string For(string folder, string url) =>
        $"""
            Sandbox of the Gateway
            ======================
            Test keys and test persons; password of every .p12: {SandboxSite.Password}
            Nothing here is worth anything outside, and no message from here can reach a real authority.

              ca.pem            the test authority; give it to curl as --cacert
              co-officer.p12    officer of CO-CA: signs and calls
              co-deciding.p12   decides in the name of CO-CA
              es-officer.p12    officer of ES-CA: signs and calls
              es-deciding.p12   decides in the name of ES-CA
              auditor.p12       reads what CO-CA has (es-auditor.p12: what ES-CA has)
              operator.p12      looks after delivery for CO-CA
              administrator.p12 keeps the directory (second-administrator.p12 confirms)
              publisher.p12     signs lists of authorities that may be taken in
              timestamps.p12    stamps times, at /sandbox/tsa
              directory.json    authorities to begin with, callers, publishers
              token-issuer.pem  signs access tokens that this sandbox alone believes

            With the gateway running (it prints `Listening on URL`), line by line in a bash of its own; what they write
            stays in this folder:

              S={folder}
              cd $S
              URL={url}
              GW="dotnet {Path.Combine(AppContext.BaseDirectory, "Gateway.Api.dll")}"
              CO="curl -sS --fail-with-body --cacert $S/ca.pem --cert-type P12 --cert $S/co-officer.p12:{SandboxSite.Password}"
              ES="curl -sS --fail-with-body --cacert $S/ca.pem --cert-type P12 --cert $S/es-officer.p12:{SandboxSite.Password}"

            A request goes out, signed by the Colombian officer:

              $GW sample --kind request --type mla --from CO-CA --to ES-CA > request.xml
              $GW sign request.xml --key $S/co-officer.p12 --password {SandboxSite.Password} -o signed.xml
              $CO -H 'Content-Type: application/xml' --data-binary @signed.xml $URL/v1/requests > accepted.json
              ID=$(sed 's/.*"id":"\([^"]*\)".*/\1/' accepted.json)
              $CO $URL/v1/requests

            A second later it is in the inbox of the Spanish one:

              $ES $URL/v1/inbox

            History, how it travelled, and its messages:

              $CO $URL/v1/requests/$ID/history
              $CO $URL/v1/requests/$ID/transmissions
              $CO $URL/v1/requests/$ID/messages

            The same callers with an access token instead of a certificate, good for ten minutes; one that is --bound counts
            only together with the person's certificate:

              TOKEN=$($GW token --as co-officer --data {Path.GetDirectoryName(folder)})
              curl -sS --fail-with-body --cacert $S/ca.pem -H "Authorization: Bearer $TOKEN" $URL/v1/requests
              BOUND=$($GW token --as auditor --bound --data {Path.GetDirectoryName(folder)})
              AU="curl -sS --fail-with-body --cacert $S/ca.pem --cert-type P12 --cert $S/auditor.p12:{SandboxSite.Password}"
              $AU -H "Authorization: Bearer $BOUND" $URL/v1/requests/$ID/accesses

            Can ES-CA be reached, and under which conditions?

              $CO "$URL/v1/authorities/ES-CA/preflight?type=mla&legalBasis=UNTOC&language=es&sandbox=true"

            A timestamp (RFC 3161) of the test authority:

              openssl ts -query -data request.xml -sha256 -cert -out query.tsq
              curl -sS --fail-with-body --cacert $S/ca.pem -H 'Content-Type: application/timestamp-query' --data-binary @query.tsq $URL/sandbox/tsa > reply.tsr
              openssl ts -verify -queryfile query.tsq -in reply.tsr -CAfile $S/ca.pem

            An address changes by two persons:

              A1="curl -sS --fail-with-body --cacert $S/ca.pem --cert-type P12 --cert $S/administrator.p12:{SandboxSite.Password} -H Content-Type:application/json"
              A2="curl -sS --fail-with-body --cacert $S/ca.pem --cert-type P12 --cert $S/second-administrator.p12:{SandboxSite.Password} -H Content-Type:application/json"
              CHANGE=$($A1 -d '{NewAddress(folder)}' $URL/v1/authorities/ES-CA/changes | sed 's/.*"id":"\([^"]*\)".*/\1/')
              $A2 -d '{Checked}' $URL/v1/authorities/ES-CA/changes/$CHANGE/confirmations
              $A1 $URL/v1/authorities/ES-CA/history

            `dotnet run --project Gateway.Api -- demo` plays a whole exchange.

            """;
}
