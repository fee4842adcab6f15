namespace Gateway.Api.Ingress;

/// <summary>
/// Allows arrivals to be examined in parallel, and recorded in order when they belong to one exchange. It does not wait for
/// a slow arrival: the state of an exchange does not depend on the order its messages come in.
/// </summary>
public sealed class ExchangeOrder(TimeSpan patience, TimeProvider clock)
{
    private readonly TimeSpan patience = patience;
    private readonly TimeProvider clock = clock;
    private readonly Lock entering = new();
    private readonly List<Turn> turns = [];

    /// <summary>Called in the order of arrival.</summary>
    public Turn Enter()
    {
        lock (entering)
        {
            var turn = new Turn(this, [.. turns]);
            turns.Add(turn);
            return turn;
        }
    }

    private void Leave(Turn turn)
    {
        lock (entering)
            turns.Remove(turn);
    }

    public sealed class Turn : IDisposable
    {
        private readonly ExchangeOrder order;
        private readonly TaskCompletionSource<Guid?> exchange = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private IReadOnlyList<Turn> earlier;

        internal Turn(ExchangeOrder order, IReadOnlyList<Turn> earlier) => (this.order, this.earlier) = (order, earlier);

        /// <summary>Says which exchange the arrival belongs to, and waits for earlier ones of that exchange.</summary>
        public async Task ComesAsync(Guid exchangeId, CancellationToken cancellation)
        {
            exchange.TrySetResult(exchangeId);
            try
            {
                await Task.WhenAll(earlier.Select(turn => turn.PassedAsync(exchangeId)))
                    .WaitAsync(order.patience, order.clock, cancellation);
            }
            catch (TimeoutException)
            {
                // Waited long enough.
            }
            earlier = [];
        }

        public void Dispose()
        {
            order.Leave(this);
            earlier = [];
            exchange.TrySetResult(null);
            ended.TrySetResult();
        }

        private async Task PassedAsync(Guid other)
        {
            if (await exchange.Task == other)
                await ended.Task;
        }
    }
}
