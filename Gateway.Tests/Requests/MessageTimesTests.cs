using Gateway.Domain;
using Gateway.Domain.Messages;

namespace Gateway.Tests.Requests;

/// <summary>
/// A time in the future locks nothing, neither when it is stated now nor when it was stated before it was rejected.
/// </summary>
public sealed class MessageTimesTests
{
    private readonly Pair pair = new();

    private Side Colombia => pair.Requesting;

    [Theory]
    [InlineData(4, true)]
    [InlineData(6, false)]
    [InlineData(60 * 24 * 365 * 70, false)]
    public void An_issue_in_more_than_five_minutes_is_rejected_with_its_place(int minutes, bool passes)
    {
        var message = Colombia.Write(MessageKind.StatusEnquiry) with { IssuedAt = Colombia.Now.AddMinutes(minutes) };

        var problem = MessageTimes.Reject(message, Colombia.Now);

        (problem is null).ShouldBe(passes);
        if (problem is not null)
            (problem.Name, problem.Pointers!.ShouldHaveSingleItem().Pointer).ShouldBe(
                (Problem.TimeInFuture, "/Message/issuedAt")
            );
    }

    [Fact]
    public void An_arrest_that_has_not_happened_is_rejected_and_a_promised_day_is_not()
    {
        var report = Colombia.Write(MessageKind.ProgressReport);

        MessageTimes
            .Reject(report with { Says = new(ArrestedAt: Colombia.Now.AddHours(1)) }, Colombia.Now)!
            .Pointers!.ShouldHaveSingleItem()
            .Pointer.ShouldBe("/Message/communication/progress/arrestedAt");
        MessageTimes.Reject(report with { Says = new(ArrestedAt: Colombia.Now.AddHours(-1)) }, Colombia.Now).ShouldBeNull();
        var later = DateOnly.FromDateTime(Colombia.Now.UtcDateTime).AddYears(2);
        MessageTimes
            .Reject(
                report with
                {
                    Says = new(Expected: later, PreservedUntil: later, Due: later, Until: later),
                },
                Colombia.Now
            )
            .ShouldBeNull();
    }

    [Fact]
    public void An_own_message_of_the_future_that_was_accepted_once_does_not_reject_the_next_ones()
    {
        Colombia.Send(Colombia.Write(MessageKind.StatusEnquiry) with { IssuedAt = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero) });

        Colombia.WhyNot(Colombia.Write(MessageKind.StatusEnquiry)).ShouldBeNull();
        var last = Colombia.Write(MessageKind.StatusEnquiry);
        Colombia.Send(last);
        Colombia
            .WhyNot(Colombia.Write(MessageKind.StatusEnquiry) with { IssuedAt = last.IssuedAt.AddTicks(-1) })!
            .Detail.ShouldContain("ordered by issuedAt");
    }
}
