using Gateway.Api.LegalBases;
using Gateway.Domain;
using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Domain.Routing;
using Gateway.Domain.Transmissions;
using Gateway.Domain.Vault;

namespace Gateway.Tests.Requests;

/// <summary>
/// One authority's case, driven by the deciders alone: what it may say, what it hears, and every event it recorded.
/// </summary>
internal sealed class Side(string code, string counterpart)
{
    public static readonly ILegalBases Bases = new LegalBasisFiles(LegalBasisFiles.Shipped);
    public static readonly DateTimeOffset Start = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);
    private static readonly VaultItem Item = new("item", "digest", 1);
    private static readonly StoredMessage Stored = new(Item, []);
    private static readonly VerifiedSignature Signature = new("key", "XAdES-BASELINE-B", Item);
    private readonly List<object> facts = [];
    private int issued;

    public Request? Request { get; private set; }

    public IReadOnlyList<object> Facts => facts;

    public DateTimeOffset Now { get; set; } = Start;

    public Outages Outages { get; set; } = Outages.None;

    public RequestState State => Request!.State;

    public Standing Standing => Request!.Standing!;

    private Terms Terms => Terms.Of(Bases, Request!.LegalBases, Request.Type);

    public static Outages Down(string channel) =>
        new(Outages.None.ByChannel.Add(channel, new(Guid.CreateVersion7(Start), channel, Start)));

    /// <summary>A message of this side, issued now; each later than the one before.</summary>
    public Message Write(
        MessageKind kind,
        Guid? answers = null,
        Particulars? says = null,
        string type = "mla",
        params string[] bases
    ) =>
        new(
            Guid.CreateVersion7(Now),
            Request?.ExchangeId ?? Guid.CreateVersion7(Now),
            answers,
            kind,
            code,
            counterpart,
            bases is [] ? ["UNTOC", "MEDELLIN"] : bases,
            kind is MessageKind.Request or MessageKind.Draft ? type : null,
            Urgency.Normal,
            Confidentiality.None,
            "es",
            Now.AddTicks(++issued),
            says,
            [],
            ["requestingAuthority", "matter", "facts", "assistance", "purpose", "persons", "property"],
            IsSandbox: true,
            []
        );

    public Problem? WhyNot(Message message, string? channel = null) =>
        message.Opens
            ? AcceptRequestDecider.Reject(message, Terms.Of(Bases, message.LegalBases, message.Type))
            : AcceptMessageDecider.Reject(message, Request!, channel, Outages, Now);

    /// <summary>Accepts a message as the gateway does, over the channel it would choose.</summary>
    /// <returns>The transmission, and the channel.</returns>
    public (Guid Transmission, string Channel) Send(Message message, string? channel = null)
    {
        WhyNot(message, channel).ShouldBeNull();
        var transmission = Guid.CreateVersion7(Now);
        if (message.Opens)
        {
            var (id, terms, chosen) = (
                Guid.CreateVersion7(Now),
                Terms.Of(Bases, message.LegalBases, message.Type),
                channel ?? "maildir"
            );
            Record(
                AcceptRequestDecider.Decide(
                    new(
                        id,
                        message,
                        Stored,
                        Signature,
                        Item,
                        transmission,
                        chosen,
                        ChannelChoice.Advisor,
                        terms,
                        [.. Owed(message, terms)]
                    ),
                    Now
                )
            );
            return (transmission, chosen);
        }
        var binding = ChannelBinding.Of(message.Kind, AcceptMessageDecider.Recovered(Request!, Outages), Outages);
        var over = channel ?? binding.Default ?? "maildir";
        binding.Allows(over).ShouldBeTrue();
        Record(
            AcceptMessageDecider.Decide(
                new(
                    message,
                    Stored,
                    Signature,
                    Item,
                    transmission,
                    over,
                    channel is null ? binding.By : ChannelChoice.Caller,
                    Terms,
                    Outages
                ),
                Request!,
                Now
            )
        );
        return (transmission, over);
    }

    /// <summary>By a counterpart that declares no conditions of its own.</summary>
    private IEnumerable<ImpliedObligation> Owed(Message message, Terms terms) =>
        ImpliedObligations.Of(
            new(counterpart, counterpart, counterpart[..2], IsServed: false, [], [], []),
            Consignment.Of(message, 0),
            new(new Dictionary<string, ChannelCapabilities>(), new([]), Now) { Terms = terms }
        );

    /// <summary>What the channel said of an attempt to carry it.</summary>
    public void Answered(
        Message message,
        (Guid Transmission, string Channel) sent,
        DeliveryOutcome outcome = DeliveryOutcome.HandedToChannel
    )
    {
        var transmission = Transmission
            .Create(
                new TransmissionQueued(
                    sent.Transmission,
                    Request!.Id,
                    Request.ExchangeId,
                    message.MessageId,
                    message.Kind,
                    1,
                    code,
                    counterpart,
                    sent.Channel,
                    Stored,
                    null,
                    Now
                )
            )
            .Apply(new TransmissionAttempted(sent.Transmission, 1, Now, Now));
        Record(
            RecordAnswerHandler
                .Decide(
                    new(sent.Transmission, Request.Id, 1, outcome, "x"),
                    transmission,
                    Request,
                    new([], TimeSpan.FromMinutes(1)),
                    Bases,
                    Now
                )
                .OnRequest
        );
    }

    public void Receive(Message message, string channel = "maildir", LegKind leg = LegKind.Formal)
    {
        if (Request is not null && Request.Knows(message.MessageId))
            Record(
                ReceiveMessageDecider.DecideAgain(
                    message.MessageId,
                    message.Kind,
                    channel,
                    leg == LegKind.Formal ? 1 : 2,
                    leg,
                    Request,
                    Now
                )
            );
        else if (message.Opens)
            Record(
                ReceiveRequestDecider.Decide(
                    new(
                        Guid.CreateVersion7(Now),
                        message,
                        channel,
                        leg == LegKind.Formal ? 1 : 2,
                        leg,
                        Stored,
                        Signature,
                        Terms.Of(Bases, message.LegalBases, message.Type)
                    ),
                    Now
                )
            );
        else
            Record(
                ReceiveMessageDecider.Decide(
                    new(message, channel, leg == LegKind.Formal ? 1 : 2, leg, Stored, Signature, Terms),
                    Request!,
                    Now
                )
            );
    }

    /// <summary>What the sweep does when its time has come.</summary>
    public void Sweep() => Record(CheckDeadlinesHandler.Decide(Request!, Now));

    /// <param name="isReached">Whether the counterpart is reached over the new channel.</param>
    /// <param name="known">The grounds its legal bases know; null for those of the shipped ones.</param>
    public Problem? Except(
        string channel,
        ChannelGround ground = ChannelGround.SuperveningSituation,
        bool isDeciding = true,
        string reasons = "reasons",
        bool isReached = true,
        IReadOnlyList<ChannelGround>? known = null
    )
    {
        var terms = known is null ? Terms : Terms with { Channel = Terms.Channel with { ExceptionGrounds = known } };
        var rejection = DeclareChannelExceptionDecider.Reject(
            channel,
            ground,
            reasons,
            isDeciding,
            isReached,
            Request!,
            terms
        );
        if (rejection is null)
            Record(
                DeclareChannelExceptionDecider.Decide(
                    new(Guid.CreateVersion7(Now), channel, ground, Item),
                    Request!,
                    Outages,
                    Now
                )
            );
        return rejection;
    }

    public void Record(IEnumerable<object> more)
    {
        var list = more.ToList();
        facts.AddRange(list);
        Request = Request is null ? RequestFold.Replay(list) : Request.After(list);
    }

    public IEnumerable<T> Of<T>() => facts.OfType<T>();
}

/// <summary>Two sides of one exchange with a perfect wire between them.</summary>
internal sealed class Pair
{
    public Pair(string type = "mla", params string[] bases)
    {
        Opening = Requesting.Write(MessageKind.Request, type: type, bases: bases);
        Deliver(Requesting, Opening);
    }

    public Side Requesting { get; } = new("CO-CA", "ES-CA");

    public Side Requested { get; } = new("ES-CA", "CO-CA");

    public Message Opening { get; }

    public Message FromRequested(MessageKind kind, Guid? answers = null, Particulars? says = null) =>
        Deliver(Requested, Requested.Write(kind, answers ?? Opening.MessageId, says));

    public Message FromRequesting(MessageKind kind, Guid? answers = null, Particulars? says = null) =>
        Deliver(Requesting, Requesting.Write(kind, answers ?? Opening.MessageId, says));

    public void BothAre(RequestState state)
    {
        Requesting.State.ShouldBe(state);
        Requested.State.ShouldBe(state);
        Requesting.Standing.ShouldBe(Requested.Standing);
    }

    public void Pass(TimeSpan time)
    {
        Requesting.Now += time;
        Requested.Now += time;
    }

    private Message Deliver(Side from, Message message)
    {
        var sent = from.Send(message);
        from.Answered(message, sent);
        (from == Requesting ? Requested : Requesting).Receive(message, sent.Channel);
        return message;
    }
}
