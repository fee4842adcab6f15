using System.Security.Cryptography;
using System.Xml;
using System.Xml.Schema;
using Gateway.Adapters.Messages;
using Gateway.Domain.Messages;

namespace Gateway.Tests.Messages;

public sealed class SampleMessageTests
{
    private static readonly MessageReader Reader = new();

    public static TheoryData<MessageKind> Kinds => [.. Enum.GetValues<MessageKind>()];

    public static TheoryData<string> Types =>
        [
            "mla",
            "extradition",
            "provisionalArrest",
            "preservation",
            "assetFreezing",
            "assetSeizure",
            "assetConfiscation",
            "assetRecovery",
            "informationExchange",
            "spontaneousInformation",
            "serviceOfDocuments",
            "videoconferenceHearing",
            "transferOfProceedings",
            "transferOfPersons",
            "other",
        ];

    [Theory, MemberData(nameof(Kinds))]
    public void Every_kind_is_valid_and_binds_to_its_message(MessageKind kind)
    {
        var answers = Guid.NewGuid();
        var document = (Samples.Of(kind) with { Answers = answers }).Write();

        Reader.Check(document).ShouldBeNull();

        var message = Reader.Read(document);
        message.Kind.ShouldBe(kind);
        message.MessageId.ShouldBe(Samples.MessageId);
        message.ExchangeId.ShouldBe(Samples.ExchangeId);
        message.Answers.ShouldBe(answers);
        (message.IssuedBy, message.AddressedTo).ShouldBe(("CO-CA", "ES-CA"));
        message.IssuedAt.ShouldBe(Samples.IssuedAt);
        message.Language.ShouldBe("es");
        message.IsSandbox.ShouldBeTrue();
        message.Attachments.ShouldBeEmpty();
        message.Type.ShouldBe(message.Opens ? "mla" : null);
        message.LegalBases.ShouldBe(
            kind is MessageKind.Request or MessageKind.Draft or MessageKind.Replacement ? ["UNTOC", "MEDELLIN"] : []
        );
    }

    public static TheoryData<MessageKind, Particulars> Said =>
        new()
        {
            { MessageKind.ClarificationRequest, new(Due: new DateOnly(2026, 7, 18)) },
            { MessageKind.ProgressReport, new(Stage: Stage.UnderAssessment, Expected: new DateOnly(2026, 9, 1)) },
            {
                MessageKind.ProgressReport,
                new(Stage: Stage.InExecution, Expected: new DateOnly(2026, 9, 1), ArrestedAt: Samples.IssuedAt.AddHours(-3))
            },
            {
                MessageKind.ProgressReport,
                new(Stage: Stage.InExecution, Expected: new DateOnly(2026, 9, 1), PreservedUntil: new DateOnly(2026, 8, 14))
            },
            {
                MessageKind.Result,
                new(Extent: Extent.Part, UseLimits: [UseLimit.RequestOnly, UseLimit.Confidential], ExternalItems: 2)
            },
            { MessageKind.Result, new(IsImpossible: true, UseLimits: []) },
            {
                MessageKind.Refusal,
                new(Extent: Extent.Part, Grounds: ["dualCriminality", "other"], Consultation: PriorConsultation.NotPossible)
            },
            {
                MessageKind.Postponement,
                new(
                    Grounds: ["ongoingInvestigation"],
                    Consultation: PriorConsultation.Held,
                    Until: new DateOnly(2026, 12, 1)
                )
            },
            { MessageKind.Withdrawal, new(Extent: Extent.Part) },
            { MessageKind.ChannelNotice, new(NewChannel: "folder", ChannelGround: ChannelGround.NatureOfRequest) },
            { MessageKind.Return, new(Grounds: ["notCompetent"]) },
        };

    [Theory, MemberData(nameof(Said), DisableDiscoveryEnumeration = true)]
    public void What_it_says_in_codes_is_read_back(MessageKind kind, Particulars says)
    {
        var read = Reader.Read((Samples.Of(kind) with { Says = says }).Write()).Says!;

        (read with { Grounds = null, UseLimits = null }).ShouldBe(says with { Grounds = null, UseLimits = null });
        (read.Grounds ?? []).ShouldBe(says.Grounds ?? []);
        (read.UseLimits ?? []).ShouldBe(says.UseLimits ?? []);
    }

    [Fact]
    public void Relations_and_legal_bases_are_read_back()
    {
        var relation = new Relation(RelationKind.FollowsPreservation, Guid.NewGuid());
        var message = Reader.Read(
            (Samples.Of(MessageKind.Request) with { Relations = [relation], LegalBases = ["ETS-185"] }).Write()
        );

        message.Relations.ShouldBe([relation]);
        message.LegalBases.ShouldBe(["ETS-185"]);
        message.Holds.ShouldBe([
            "type",
            "requestingAuthority",
            "matter",
            "facts",
            "assistance",
            "persons",
            "purpose",
            "deadline",
        ]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Every_kind_is_valid_to_the_framework_s_own_validator_too(MessageKind kind)
    {
        using var schema = typeof(MessageReader).Assembly.GetManifestResourceStream(
            "Gateway.Adapters.Messages.message-1.0.xsd"
        )!;
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema };
        settings.ValidationFlags |= XmlSchemaValidationFlags.ReportValidationWarnings;
        settings.Schemas.Add(null, XmlReader.Create(schema));

        using var reader = XmlReader.Create(new MemoryStream(Samples.Of(kind).Write()), settings);

        while (reader.Read()) { }
        reader.EOF.ShouldBeTrue();
    }

    [Theory, MemberData(nameof(Types))]
    public void A_request_of_every_type_is_valid(string type)
    {
        var document = (Samples.Of(MessageKind.Request) with { Type = type }).Write();

        Reader.Check(document).ShouldBeNull();
        Reader.Read(document).Type.ShouldBe(type);
    }

    [Fact]
    public void Attachments_are_bound_by_position_size_and_digest()
    {
        byte[] first = [1, 2, 3];
        var sample = Samples.Of(MessageKind.Result) with
        {
            Attachments =
            [
                new("acta.pdf", "application/pdf", first),
                new("acta.pdf", "application/pdf", Array.Empty<byte>()),
            ],
        };

        var message = Reader.Read(sample.Write());

        message.Attachments.ShouldBe([
            new DeclaredAttachment(1, "acta.pdf", "application/pdf", 3, Convert.ToHexStringLower(SHA256.HashData(first))),
            new DeclaredAttachment(
                2,
                "2-acta.pdf",
                "application/pdf",
                0,
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            ),
        ]);
    }

    [Fact]
    public void Urgency_above_normal_comes_with_its_reason()
    {
        var document = (Samples.Of(MessageKind.Request) with { Urgency = Urgency.Emergency }).Write();

        Reader.Check(document).ShouldBeNull();
        Reader.Read(document).Urgency.ShouldBe(Urgency.Emergency);
    }

    [Fact]
    public void Other_authorities_write_in_English()
    {
        var document = (Samples.Of(MessageKind.Request) with { From = "NL-CA-2" }).Write();

        Reader.Check(document).ShouldBeNull();
        Reader.Read(document).Language.ShouldBe("en");
    }
}
