using Gateway.Domain;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;

namespace Gateway.Tests.Requests;

/// <summary>Each reason for which an arrival is not received, by itself.</summary>
public sealed class ReceiveArrivalTests
{
    private static readonly Message Request = new Side("CO-CA", "ES-CA").Write(MessageKind.Request);
    private static readonly ReceiveArrival Honest = new(
        Request,
        "ES-CA",
        IsSandboxEndpoint: true,
        IsIdUsed: false,
        HasExchange: false
    );

    [Fact]
    public void An_honest_arrival_is_received() => Rejected(Honest).ShouldBeNull();

    [Fact]
    public void What_is_addressed_to_another_authority_is_not() =>
        Rejected(Honest with { Authority = "UY-CA" }).ShouldBe(Problem.CounterpartUnknown);

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void What_is_marked_otherwise_than_the_endpoint_is_not(bool isSandboxMessage, bool isSandboxEndpoint) =>
        Rejected(
                Honest with
                {
                    Message = Request with { IsSandbox = isSandboxMessage },
                    IsSandboxEndpoint = isSandboxEndpoint,
                }
            )
            .ShouldBe(Problem.CounterpartUnknown);

    [Fact]
    public void Other_bytes_under_a_used_id_are_not() =>
        Rejected(Honest with { IsIdUsed = true }).ShouldBe(Problem.MessageIdReused);

    [Fact]
    public void A_second_request_of_an_exchange_is_not() =>
        Rejected(Honest with { HasExchange = true }).ShouldBe(Problem.WrongState);

    [Fact]
    public void A_message_of_the_future_is_not() =>
        Rejected(Honest with { Message = Request with { IssuedAt = Side.Start.AddHours(1) } })
            .ShouldBe(Problem.TimeInFuture);

    [Fact]
    public void Who_is_no_party_to_the_exchange_is_not_heard()
    {
        var pair = new Pair();
        var report = pair.Requested.Write(MessageKind.ProgressReport);

        ReceiveMessageDecider.Reject(report, pair.Requesting.Request!).ShouldBeNull();
        ReceiveMessageDecider
            .Reject(report with { IssuedBy = "UY-CA" }, pair.Requesting.Request!)!
            .Name.ShouldBe(Problem.Forbidden);
    }

    private static string? Rejected(ReceiveArrival arrival) =>
        ReceiveArrivalDecider.Reject(arrival, Side.Start.AddMinutes(1))?.Name;
}
