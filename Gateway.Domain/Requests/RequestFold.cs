using System.Collections.Frozen;
using System.Reflection;

namespace Gateway.Domain.Requests;

/// <summary>
/// Folds events into a request without a database, up to any point, with the <c>Apply</c> methods that the store uses.
/// </summary>
public static class RequestFold
{
    private static readonly FrozenDictionary<Type, Func<Request, object, Request>> Steps = typeof(Request)
        .GetMethods()
        .Where(method => method.Name == nameof(Request.Apply))
        .ToFrozenDictionary(method => method.GetParameters()[0].ParameterType, StepOf);

    /// <summary>The state after further events; an event that the state does not read leaves it as it is.</summary>
    public static Request After(this Request request, IEnumerable<object> facts) =>
        facts.Aggregate(
            request,
            (state, fact) => Steps.TryGetValue(fact.GetType(), out var apply) ? apply(state, fact) : state
        );

    /// <summary>Folds a whole stream; null when it does not begin with an opening fact.</summary>
    public static Request? Replay(IReadOnlyList<object> facts) =>
        facts switch
        {
            [RequestSubmitted submitted, ..] => Request.Create(submitted).After(facts.Skip(1)),
            [RequestReceived received, ..] => Request.Create(received).After(facts.Skip(1)),
            [RequestRegistered registered, ..] => Request.Create(registered).After(facts.Skip(1)),
            _ => null,
        };

    private static Func<Request, object, Request> StepOf(MethodInfo apply) =>
        (Func<Request, object, Request>)
            typeof(RequestFold)
                .GetMethod(nameof(Step), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(apply.GetParameters()[0].ParameterType)
                .Invoke(null, [apply])!;

    private static Func<Request, object, Request> Step<TFact>(MethodInfo apply)
    {
        var step = apply.CreateDelegate<Func<Request, TFact, Request>>();
        return (request, fact) => step(request, (TFact)fact);
    }
}
