using System.Security.Cryptography;
using System.Text;
using Gateway.Adapters.Messages;
using Gateway.Domain;
using Gateway.Domain.Messages;
using Gateway.Tests.Containers;
using Gateway.Tests.Infrastructure;
using Gateway.Tests.Journeys;
using Gateway.Tests.Signatures;

namespace Gateway.Tests.Requests;

/// <summary>A bad container gets the problem that the same message would get as XML with parts.</summary>
public sealed class ContainerRejectionTests(RejectionTests.Sandbox sandbox) : IClassFixture<RejectionTests.Sandbox>
{
    private static readonly SampleAttachment Annex = new(
        "annex.bin",
        "application/octet-stream",
        RandomNumberGenerator.GetBytes(5000)
    );

    [Fact]
    public Task What_is_no_archive_is_malformed() => IsRejected("PK\u0003\u0004"u8.ToArray(), Problem.MalformedRequest, 400);

    [Fact]
    public Task A_bomb_is_too_large() =>
        IsRejected(
            new HandZip().Add(HandEntry.Deflated("message.xml", new byte[20_000_000])).Bytes(),
            Problem.TooLarge,
            413
        );

    [Fact]
    public Task A_forged_signature_is_invalid() =>
        IsRejected(
            (
                Template() with
                {
                    Change = text => text.Replace("2026-06-15", "2026-06-16", StringComparison.Ordinal),
                }
            ).Write(),
            Problem.SignatureInvalid,
            422
        );

    [Fact]
    public Task A_file_that_nobody_signed_makes_it_invalid() =>
        IsRejected(
            Template() is var sound ? (sound with { Packed = [.. sound.Files, ("a.txt", [1])] }).Write() : [],
            Problem.SignatureInvalid,
            422
        );

    [Fact]
    public async Task An_attachment_missing_or_altered_is_told()
    {
        var sound = Template();
        await IsRejected((sound with { Packed = [sound.Files[0]] }).Write(), Problem.AttachmentMissing, 422);
        await IsRejected(
            (sound with { Packed = [sound.Files[0], (sound.Files[1].Name, [1])] }).Write(),
            Problem.AttachmentAltered,
            422
        );
    }

    [Fact]
    public async Task What_is_signed_is_what_the_document_binds()
    {
        var sound = Template();
        await IsRejected((sound with { Files = [sound.Files[0]] }).Write(), Problem.AttachmentMissing, 422);
        await IsRejected((sound with { Files = [.. sound.Files, ("a.txt", [1])] }).Write(), Problem.AttachmentAltered, 422);
        await IsRejected(
            (sound with { Files = [sound.Files[0], (sound.Files[1].Name, [1])] }).Write(),
            Problem.AttachmentAltered,
            422
        );
    }

    [Fact]
    public async Task The_signer_is_a_key_of_the_issuing_authority()
    {
        var sound = Template();
        await IsRejected((sound with { Certificate = TestKeys.Certificate("p256") }).Write(), Problem.SignerUnknown, 403);
        await IsRejected(
            (sound with { Certificate = sandbox.Site.Person("es-officer") }).Write(),
            Problem.SignerNotAuthorised,
            403
        );
    }

    [Theory]
    [InlineData("<urgency>normal", "<urgency>whenever", Problem.SchemaInvalid)]
    [InlineData("<urgency>normal", "<urgency>", Problem.SchemaInvalid)]
    [InlineData("</urgency>", "", Problem.MalformedXml)]
    public async Task A_document_with_a_flaw_is_rejected_for_it_though_it_is_signed(
        string what,
        string instead,
        string problem
    )
    {
        var sound = Template();
        var flawed = Encoding.UTF8.GetString(sound.Files[0].Content).Replace(what, instead, StringComparison.Ordinal);

        await IsRejected(
            (sound with { Files = [("message.xml", Encoding.UTF8.GetBytes(flawed)), sound.Files[1]] }).Write(),
            problem,
            400
        );
    }

    private AsicTemplate Template() =>
        ContainerJourneyTests.Template(TestSite.Sample(MessageKind.Request, attachments: Annex), sandbox.Site);

    private Task IsRejected(byte[] container, string problem, int status) =>
        sandbox.IsRejected("co-officer", container, problem, status, change: ContainerJourneyTests.IsContainer);
}
