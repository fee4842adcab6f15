using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Gateway.Domain;
using XmlText = Gateway.Adapters.Xml.XmlText;

namespace Gateway.Adapters.Messages;

/// <summary>
/// Validates a document against the message schema step by step. The framework's validating reader would put the values it
/// found into its errors, and they may name persons; here only positions and names of the schema are reported. Schema
/// locations in the document are ignored, and nothing is ever added to it.
/// </summary>
internal sealed class SchemaCheck
{
    /// <summary>Enough to correct a document; a hostile document gets no more.</summary>
    private const int MaxFindings = 20;

    private const string SignatureNamespace = "http://www.w3.org/2000/09/xmldsig#";
    private const string NoRemarks = "Comments and processing instructions are not allowed.";

    private readonly XmlReader _reader;
    private readonly IXmlLineInfo _lines;
    private readonly XmlSchemaValidator _validator;
    private readonly List<ProblemPointer> _findings = [];
    private readonly Stack<string> _path = new();
    private readonly bool _explains;
    private bool _stepFailed;

    private SchemaCheck(XmlReader reader, bool explains)
    {
        _reader = reader;
        _lines = (IXmlLineInfo)reader;
        _explains = explains;
        // No content of the schema is a qualified name, so no prefix is ever looked up.
        _validator = new XmlSchemaValidator(
            reader.NameTable,
            MessageFormat.Schema,
            new XmlNamespaceManager(reader.NameTable),
            XmlSchemaValidationFlags.ProcessIdentityConstraints | XmlSchemaValidationFlags.ReportValidationWarnings
        )
        {
            XmlResolver = null,
        };
        _validator.ValidationEventHandler += (_, _) => _stepFailed = true;
    }

    /// <param name="document">Loaded with line information. What was expected instead is worked out only when something is
    /// wrong.</param>
    public static IReadOnlyList<ProblemPointer> Findings(XDocument document) =>
        Findings(document, explains: false) is { Count: 0 } none ? none : Findings(document, explains: true);

    private static List<ProblemPointer> Findings(XDocument document, bool explains)
    {
        using var reader = document.CreateReader();
        return new SchemaCheck(reader, explains).Run();
    }

    private List<ProblemPointer> Run()
    {
        _validator.Initialize();
        while (_findings.Count < MaxFindings && _reader.Read())
            switch (_reader.NodeType)
            {
                case XmlNodeType.Element:
                    Element();
                    break;
                case XmlNodeType.EndElement:
                    EndElement();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    if (!Passes(() => _validator.ValidateText(_reader.Value)))
                        Find("Text is not allowed here.");
                    break;
                case XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    Passes(() => _validator.ValidateWhitespace(_reader.Value));
                    break;
                case XmlNodeType.Comment or XmlNodeType.ProcessingInstruction:
                    Find(NoRemarks);
                    break;
            }
        return _findings;
    }

    private void Element()
    {
        var expected = Expected();
        var isEmpty = _reader.IsEmptyElement;
        var name = _reader.LocalName;
        if (_path.Count == 0 && MessageFormat.Root != XName.Get(name, _reader.NamespaceURI))
            expected = $"Message of {MessageFormat.Namespace}";
        else if (Passes(() => _validator.ValidateElement(name, _reader.NamespaceURI, null)))
            expected = null;
        else
            _validator.SkipToEndElement(null);

        if (expected is not null)
        {
            Find(
                expected.Length == 0 ? "No element is allowed here." : $"This element is not expected; expected: {expected}."
            );
            SkipContent(isEmpty);
            return;
        }
        if (_reader.NamespaceURI == SignatureNamespace)
        {
            // Belongs to another vocabulary: the verifier checks it, and findings do not repeat its names.
            if (name != "Signature")
                Find("Of this namespace only Signature is expected.");
            _validator.SkipToEndElement(null);
            SkipContent(isEmpty);
            return;
        }
        _path.Push(name);
        Attributes();
        if (isEmpty)
            EndElement();
    }

    private void Attributes()
    {
        while (_reader.MoveToNextAttribute())
        {
            if (_reader.NamespaceURI == "http://www.w3.org/2000/xmlns/")
                continue;
            if (IsSchemaLocation())
                continue;
            if (
                _reader.NamespaceURI == XmlSchema.InstanceNamespace
                || !Passes(() => _validator.ValidateAttribute(_reader.LocalName, _reader.NamespaceURI, _reader.Value, null))
            )
                Find("An attribute is not allowed here, or its value is not one the schema allows.");
        }
        _reader.MoveToElement();
        var required = _explains
            ? _validator.GetExpectedAttributes().Where(attribute => attribute.Use == XmlSchemaUse.Required)
            : [];
        var missing = string.Join(", ", required.Select(attribute => attribute.Name));
        if (!Passes(() => _validator.ValidateEndOfAttributes(null)))
            Find($"A required attribute is missing: {missing}.");
    }

    private bool IsSchemaLocation() =>
        _reader is { NamespaceURI: XmlSchema.InstanceNamespace, LocalName: "schemaLocation" or "noNamespaceSchemaLocation" };

    private void EndElement()
    {
        var missing = Expected();
        XmlSchemaSimpleType? type = null;
        if (!Passes(() => type = EndAndTypeOf()))
            Find(
                missing.Length > 0 ? $"The element ends too early; expected: {missing}."
                : type?.Name is { Length: > 0 } name ? $"The value is not of type {name}, or repeats another."
                : "The content is not one the schema allows, or a number or name in it is given twice."
            );
        _path.Pop();
    }

    private XmlSchemaSimpleType? EndAndTypeOf()
    {
        var info = new XmlSchemaInfo();
        _validator.ValidateEndElement(info);
        return info.SchemaType switch
        {
            XmlSchemaSimpleType simple => simple,
            XmlSchemaComplexType { ContentModel.Content: XmlSchemaSimpleContentExtension } complex =>
                complex.BaseXmlSchemaType as XmlSchemaSimpleType,
            _ => null,
        };
    }

    private void SkipContent(bool isEmpty)
    {
        if (isEmpty)
            return;
        var depth = _reader.Depth;
        while (_reader.Read() && _reader.Depth > depth)
            if (_reader.NodeType is XmlNodeType.Comment or XmlNodeType.ProcessingInstruction)
                Find(NoRemarks);
    }

    private bool Passes(Action step)
    {
        _stepFailed = false;
        step();
        return !_stepFailed;
    }

    private void Find(string detail)
    {
        var path = string.Concat(_path.Reverse().Select(name => "/" + name));
        if (_findings.Count == MaxFindings)
            return;
        _findings.Add(new ProblemPointer(path, detail, _lines.LineNumber, _lines.LinePosition));
    }

    private string Expected() =>
        !_explains
            ? ""
            : string.Join(
                ", ",
                _validator
                    .GetExpectedParticles()
                    .Take(16)
                    .Select(p => p is XmlSchemaElement element ? element.QualifiedName.Name : "ds:Signature")
            );
}
