using JasperFx.CodeGeneration;
using JasperFx.CodeGeneration.Frames;
using JasperFx.CodeGeneration.Model;

namespace Gateway.Api.Persistence;

/// <summary>
/// Lets a handler take <c>DateTimeOffset now</c> and gives it the time of the one <see cref="TimeProvider"/>.
/// </summary>
internal sealed class ClockVariable : IVariableSource
{
    public bool Matches(Type type) => type == typeof(DateTimeOffset);

    public Variable Create(Type type) => new ReadClock().Now;

    private sealed class ReadClock : SyncFrame
    {
        private Variable? clock;

        public ReadClock() => Now = new Variable(typeof(DateTimeOffset), "now", this);

        public Variable Now { get; }

        public override IEnumerable<Variable> FindVariables(IMethodVariables chain)
        {
            clock = chain.FindVariable(typeof(TimeProvider));
            yield return clock;
        }

        public override void GenerateCode(GeneratedMethod method, ISourceWriter writer)
        {
            writer.Write($"var {Now.Usage} = {clock!.Usage}.{nameof(TimeProvider.GetUtcNow)}();");
            Next?.GenerateCode(method, writer);
        }
    }
}
