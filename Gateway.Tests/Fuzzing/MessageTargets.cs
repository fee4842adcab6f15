using Gateway.Adapters.Messages;
using Gateway.Domain;
using Gateway.Domain.Messages;
using Gateway.Tests.Messages;

namespace Gateway.Tests.Fuzzing;

/// <summary>The reader of messages: what passes its check can be read.</summary>
public static class MessageTargets
{
    private static readonly MessageReader Reader = new();

    public static void Read(byte[] input)
    {
        if (Reader.Check(input) is { } problem)
            FuzzTarget.Promise(
                problem.Name is Problem.MalformedXml or Problem.DtdForbidden or Problem.SchemaInvalid,
                "A document is rejected by a documented name."
            );
        else
            Reader.Read(input);
    }

    public static IEnumerable<byte[]> Seeds() => Enum.GetValues<MessageKind>().Select(kind => Samples.Of(kind).Write());
}
