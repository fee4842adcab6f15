using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;

namespace Gateway.Adapters.Messages;

/// <summary>The namespace and the schema of message documents.</summary>
internal static class MessageFormat
{
    public static readonly XNamespace Namespace = "urn:gateway:message:1.0";

    public static readonly XName Root = Namespace + "Message";

    public static XmlSchemaSet Schema { get; } = Compile();

    private static XmlSchemaSet Compile()
    {
        var assembly = typeof(MessageFormat).Assembly;
        using var stream =
            assembly.GetManifestResourceStream("Gateway.Adapters.Messages.message-1.0.xsd")
            ?? throw new InvalidOperationException("The message schema is not in the assembly.");
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { XmlResolver = null });
        var schema = new XmlSchemaSet { XmlResolver = null };
        schema.Add(null, reader);
        schema.Compile();
        return schema;
    }
}
