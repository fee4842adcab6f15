using CsCheck;
using Gateway.Domain.Channels;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;

namespace Gateway.Tests.Requests;

/// <summary>
/// Random acts of both sides over a wire that delays, repeats and reorders: whatever happens, no state is illegal,
/// nothing is read into what was not said, and both sides agree once everything has arrived.
/// </summary>
public sealed class ExchangePropertyTests(ITestOutputHelper output)
{
    private const int Sequences = 20_000;
    private const int LongestSequence = 30;

    private static readonly MessageKind[] Kinds = Enum.GetValues<MessageKind>();

    private int said;
    private int rejected;
    private int switched;

    [Fact]
    public void Whatever_is_said_in_whatever_order_it_comes_both_sides_agree_in_the_end()
    {
        Gen.Select(Gen.UInt, Gen.Int[5, LongestSequence])
            .Sample((seed, length) => Play(new Random(unchecked((int)seed)), length), iter: Sequences, threads: 1);

        output.WriteLine($"{Sequences} sequences: {said} acts said, {rejected} rejected, {switched} switches of channel");
        said.ShouldBeGreaterThan(Sequences);
        rejected.ShouldBeGreaterThan(Sequences / 10);
        switched.ShouldBeGreaterThan(Sequences / 100);
    }

    private void Play(Random random, int length)
    {
        var pair = new Pair(
            random.Next(4) == 0 ? "preservation" : "mla",
            random.Next(3) == 0 ? ["UNTOC"] : ["UNTOC", "MEDELLIN"]
        );
        Side[] sides = [pair.Requesting, pair.Requested];
        var underway = new List<(Side To, Message Message, string Channel)>();
        for (var step = 0; step < length; step++)
        {
            var side = sides[random.Next(2)];
            switch (random.Next(10))
            {
                case < 5:
                    Say(side, sides[side == sides[0] ? 1 : 0], underway, random);
                    break;
                case < 8 when underway.Count > 0:
                    Deliver(underway, random);
                    break;
                case 8:
                    if (
                        side.Except(
                            "folder",
                            random.Next(2) == 0 ? ChannelGround.NatureOfRequest : ChannelGround.SuperveningSituation
                        )
                            is not null
                        && RestoreChannelDecider.Reject(side.Request!) is null
                        && random.Next(3) == 0
                    )
                        side.Record(RestoreChannelDecider.Decide(side.Request!, side.Now));
                    break;
                default:
                    pair.Pass(TimeSpan.FromHours(random.Next(200)));
                    side.Outages = random.Next(3) == 0 ? Side.Down("maildir") : Outages.None;
                    side.Sweep();
                    if (CloseRequestDecider.Reject(side.Request!) is null && random.Next(4) == 0)
                        side.Record(CloseRequestDecider.Decide(side.Request!, null, side.Now));
                    break;
            }
            foreach (var one in sides)
                Check(one);
        }
        while (underway.Count > 0)
            Deliver(underway, random);
        sides[0].Standing.ShouldBe(sides[1].Standing);
        foreach (var one in sides)
            Check(one);
    }

    private void Say(Side side, Side other, List<(Side, Message, string)> underway, Random random)
    {
        var known = side.Request!.Messages;
        var message = side.Write(
            Kinds[random.Next(Kinds.Length)],
            random.Next(3) == 0 ? side.Request.MessageId : known[random.Next(known.Count)].MessageId,
            Says(side, random)
        );
        var channel = random.Next(4) switch
        {
            0 => "maildir",
            1 => "folder",
            _ => null,
        };
        if (message.Opens || side.WhyNot(message, channel) is not null)
        {
            rejected++;
            return;
        }
        said++;
        var before = side.State;
        var sent = side.Send(message, channel);
        if (
            message.Kind is not (MessageKind.Consultation or MessageKind.ChannelNotice)
            && side.Request.Lock is { } locked
            && sent.Channel != locked
        )
            (
                side.Request.Exception is { State: ChannelExceptionState.Switched }
                || side.Request.NoticedChannel == sent.Channel
            ).ShouldBeTrue($"{message.Kind} left over {sent.Channel} while locked to {locked} ({before})");
        // A message whose hand-over failed stays where it is until a person resends it; one of unknown outcome may have
        // left.
        var outcome = random.Next(8) switch
        {
            0 => DeliveryOutcome.Permanent,
            1 => DeliveryOutcome.Unknown,
            _ => DeliveryOutcome.HandedToChannel,
        };
        side.Answered(message, sent, outcome);
        if (outcome != DeliveryOutcome.HandedToChannel)
            side.Answered(message, sent);
        underway.Add((other, message, sent.Channel));
    }

    private static Particulars Says(Side side, Random random) =>
        new(
            Extent: random.Next(3) == 0 ? Extent.Part : Extent.Whole,
            IsImpossible: random.Next(6) == 0,
            Grounds: ["essentialInterests"],
            Consultation: PriorConsultation.Held,
            Stage: (Stage)random.Next(5),
            PreservedUntil: side.Request!.Type == "preservation" && random.Next(2) == 0
                ? new DateOnly(2026, 4, 1).AddDays(random.Next(90))
                : null,
            NewChannel: side.Request.Exception?.To ?? "folder",
            ChannelGround: side.Request.Exception?.Ground ?? ChannelGround.NatureOfRequest,
            UseLimits: random.Next(3) == 0 ? [UseLimit.RequestOnly] : null
        );

    /// <summary>Any of those underway, not the first; sometimes it stays there and comes again.</summary>
    private static void Deliver(List<(Side To, Message Message, string Channel)> underway, Random random)
    {
        var at = random.Next(underway.Count);
        var (to, message, channel) = underway[at];
        to.Receive(message, channel);
        if (random.Next(5) != 0)
            underway.RemoveAt(at);
    }

    private void Check(Side side)
    {
        var (request, facts) = (side.Request!, side.Facts);
        RequestFold
            .Replay([.. facts])!
            .ShouldSatisfyAllConditions(
                replayed => replayed.State.ShouldBe(request.State),
                replayed => replayed.Deadlines.ShouldBe(request.Deadlines),
                replayed => replayed.Lock.ShouldBe(request.Lock)
            );
        if (request.State == RequestState.Acknowledged)
            side.Of<RequestAcknowledged>().ShouldNotBeEmpty("Acknowledged by the authority's own act, and by nothing else.");
        side.Of<RequestAcknowledged>().Select(fact => fact.MessageId).ShouldBeUnique();
        request.Messages.Select(message => message.MessageId).ShouldBeUnique();
        request.Deadlines.Select(deadline => deadline.Number).ShouldBe(Enumerable.Range(1, request.Deadlines.Count));
        side.Of<ChannelLocked>().Count().ShouldBeLessThanOrEqualTo(1, "The lock never moves.");

        var informed = new HashSet<Guid>();
        foreach (var fact in facts)
            switch (fact)
            {
                case SenderInformedOfChannelChange notice:
                    informed.Add(notice.ExceptionId);
                    break;
                case ChannelSwitched change:
                    switched++;
                    informed.ShouldContain(change.ExceptionId, "No switch before the sender is informed.");
                    break;
            }
        var ended = facts
            .Where(fact => fact is ObligationMet or ObligationCancelled or ClockStopped)
            .Select(fact =>
                fact switch
                {
                    ObligationMet met => met.Deadline,
                    ObligationCancelled cancelled => cancelled.Deadline,
                    ClockStopped stopped => stopped.Deadline,
                    _ => 0,
                }
            );
        ended.ShouldBeUnique("What was owed ends once.");
    }
}
