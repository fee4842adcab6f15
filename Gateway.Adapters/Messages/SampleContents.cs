using System.Globalization;
using System.Xml.Linq;
using Gateway.Domain.Messages;

namespace Gateway.Adapters.Messages;

/// <summary>The content of sample messages: a whole request, and the structured part of every other kind.</summary>
internal sealed class SampleContents(bool spanish, DateTimeOffset issuedAt, Particulars says)
{
    private static readonly XNamespace M = MessageFormat.Namespace;

    public XElement Request(string type) =>
        new(
            M + "request",
            Line("type", type),
            new XElement(
                M + "requestingAuthority",
                Line(
                    "name",
                    Say(
                        "Fiscalía 17 Especializada contra el Lavado de Activos",
                        "Prosecutor's Office 17, Money Laundering Unit"
                    )
                ),
                Line("address", Say("Carrera 13 n.º 73-50, Bogotá D. C.", "13 Example Street, Capital City")),
                Line("officer", Say("Fiscal delegada Inés Ospina Zuluaga", "Ines Ospina, delegated prosecutor")),
                Line("email", "fiscalia17@authority.example")
            ),
            new XElement(
                M + "matter",
                Line("subject", SampleTexts.Of(MessageKind.Request, spanish).Subject),
                Line("nature", "investigation"),
                Text(
                    "description",
                    Say(
                        "Blanqueo de capitales, artículo 323 del Código Penal; pena de 10 a 30 años de prisión.",
                        "Money laundering, section 323 of the Criminal Code; 10 to 30 years of imprisonment."
                    )
                ),
                new XElement(
                    M + "conductingAuthority",
                    Line("name", Say("Fiscalía General de la Nación", "Office of the Attorney General")),
                    Line(
                        "functions",
                        Say("Dirige la investigación y ejerce la acción penal", "Directs the investigation and prosecutes")
                    )
                )
            ),
            type == "serviceOfDocuments"
                ? null
                : Text(
                    "facts",
                    Say(
                        "Entre marzo y septiembre, una organización envió desde Cartagena cinco cargamentos ocultos en "
                            + "contenedores de fruta.",
                        "Between March and September an organisation shipped five consignments hidden in containers of "
                            + "fruit from Cartagena."
                    ),
                    Say(
                        "El producto, unos 2,4 millones de euros, se ingresó en cuentas de la sociedad «Frutas del Sinú "
                            + "& Cía.».",
                        "The proceeds, some 2.4 million euro, were paid into accounts of the company \"Frutas del Sinú "
                            + "& Cía.\"."
                    )
                ),
            Text(
                "assistance",
                Say(
                    "Extractos de la cuenta desde su apertura, documentos de apertura e identidad del titular real.",
                    "Statements of the account since its opening, the opening documents and the identity of the "
                        + "beneficial owner."
                )
            ),
            type == "videoconferenceHearing"
                ? Text(
                    "procedure",
                    Say(
                        "Declaración bajo juramento, con asistencia de letrado e intérprete.",
                        "Hearing under oath, with counsel and an interpreter."
                    )
                )
                : null,
            new XElement(
                M + "persons",
                new XElement(
                    M + "person",
                    Line("role", "suspect"),
                    Line("name", Say("Álvaro Núñez Ibáñez (persona ficticia)", "Alvaro Nunez (fictitious person)")),
                    Line("bornOn", "1979-02-28"),
                    Line("nationality", "CO"),
                    Line("location", Say("Calle de Alcalá 100, Madrid", "100 Alcala Street, Madrid"))
                )
            ),
            type.StartsWith("asset", StringComparison.Ordinal) ? Property() : null,
            Text(
                "purpose",
                Say(
                    "Prueba en la investigación indicada y decomiso del producto del delito.",
                    "Evidence in the investigation named above, and confiscation of the proceeds."
                )
            ),
            new XElement(
                M + "deadline",
                Line("on", Day(60)),
                Line("reasons", Say("La prisión provisional vence en esa fecha.", "Pre-trial detention ends on that day."))
            )
        );

    public XElement Communication(MessageKind kind)
    {
        var (subject, text) = SampleTexts.Of(kind, spanish);
        return new XElement(M + "communication", Line("subject", subject), Text("text", text), Structured(kind));
    }

    private XElement? Structured(MessageKind kind) =>
        MessageRules.Contents.TryGetValue(kind, out var name)
            ? new XElement(
                M + name,
                kind switch
                {
                    MessageKind.Acknowledgement => new object?[]
                    {
                        Line("receivedAt", SampleMessage.Instant(issuedAt)),
                        Line("reference", "AC-1024/26"),
                    },
                    MessageKind.ClarificationRequest =>
                    [
                        Numbered(
                            "question",
                            1,
                            Say("¿Desde qué fecha se solicitan los extractos?", "From which date are statements requested?")
                        ),
                        Numbered(
                            "question",
                            2,
                            Say("¿Puede informarse al titular de la cuenta?", "May the holder of the account be informed?")
                        ),
                        Line("answerBy", Of(says.Due) ?? Day(30)),
                    ],
                    MessageKind.Clarification =>
                    [
                        Numbered("reply", 1, Say("Desde el 1 de enero del año pasado.", "From 1 January of last year.")),
                        Numbered(
                            "reply",
                            2,
                            Say("No, mientras dure el secreto del sumario.", "No, as long as the investigation is secret.")
                        ),
                    ],
                    MessageKind.ProgressReport =>
                    [
                        Line("stage", Vocabulary<Stage>.Write(says.Stage ?? Stage.InExecution)),
                        Line("expectedOn", Of(says.Expected) ?? Day(21)),
                        says.ArrestedAt is { } arrestedAt ? Line("arrestedAt", SampleMessage.Instant(arrestedAt)) : null,
                        says.PreservedUntil is { } until ? Line("preservedUntil", Of(until)!) : null,
                    ],
                    MessageKind.Result =>
                    [
                        says.IsImpossible
                            ? Text(
                                "impossible",
                                Say(
                                    "La cuenta no existe en ninguna entidad del Estado requerido.",
                                    "No bank of the requested State keeps such an account."
                                )
                            )
                            : Line("extent", Vocabulary<Extent>.Write(says.Extent ?? Extent.Whole)),
                        Line("executedOn", Day(-2)),
                        says.UseLimits is { Count: > 0 } limits
                            ? new XElement(
                                M + "useLimits",
                                limits.Select(limit => Line("limit", Vocabulary<UseLimit>.Write(limit)))
                            )
                            : null,
                        says.ExternalItems == 0
                            ? null
                            : new XElement(M + "externalItems", Enumerable.Range(1, says.ExternalItems).Select(External)),
                    ],
                    MessageKind.Refusal =>
                    [
                        Line("extent", Vocabulary<Extent>.Write(says.Extent ?? Extent.Whole)),
                        (says.Grounds ?? ["essentialInterests"]).Select(ground => Line("ground", ground)),
                        Text("reasons", Say("Los documentos son información clasificada.", "The documents are classified.")),
                        Consultation(),
                    ],
                    MessageKind.Postponement =>
                    [
                        Line("ground", "ongoingInvestigation"),
                        Text(
                            "reasons",
                            Say(
                                "La ejecución revelaría una investigación en curso.",
                                "Execution would disclose an ongoing investigation."
                            )
                        ),
                        Line("until", Of(says.Until) ?? Day(90)),
                        Consultation(),
                    ],
                    MessageKind.Withdrawal => [Line("extent", Vocabulary<Extent>.Write(says.Extent ?? Extent.Whole))],
                    MessageKind.ChannelNotice =>
                    [
                        Line("newChannel", says.NewChannel ?? "email"),
                        Line(
                            "ground",
                            Vocabulary<ChannelGround>.Write(says.ChannelGround ?? ChannelGround.SuperveningSituation)
                        ),
                        Text(
                            "reasons",
                            Say(
                                "El canal anterior está fuera de servicio desde hace tres días.",
                                "The former channel has been down for three days."
                            )
                        ),
                    ],
                    MessageKind.Conditions =>
                    [
                        Numbered(
                            "condition",
                            1,
                            Say(
                                "Lo remitido no se utilizará en procedimientos fiscales.",
                                "What is transmitted is not used in fiscal proceedings."
                            )
                        ),
                    ],
                    MessageKind.Return =>
                    [
                        Line("ground", "notCompetent"),
                        Text(
                            "reasons",
                            Say(
                                "La materia corresponde a otra autoridad central.",
                                "Another central authority is competent."
                            )
                        ),
                    ],
                    MessageKind.Forwarding =>
                    [
                        Line(
                            "competentAuthority",
                            Say("Juzgado Central de Instrucción n.º 3", "Central Investigating Court No. 3")
                        ),
                        Line("on", Day(0)),
                    ],
                    _ =>
                    [
                        Text(
                            "purpose",
                            Say("Prueba en una causa conexa por cohecho.", "Evidence in a related case of bribery.")
                        ),
                    ],
                }
            )
            : null;

    private XElement Consultation() =>
        new(
            M + "consultation",
            says.Consultation == PriorConsultation.NotPossible
                ? Line(
                    "notPossible",
                    Say(
                        "El plazo de la medida no permitía consulta alguna.",
                        "The time left for the measure did not allow for consultation."
                    )
                )
                : Line("heldOn", Day(-1))
        );

    private XElement External(int number) =>
        new(
            M + "item",
            Line("name", $"grabaciones-{number}.tar"),
            Line("size", "48318382080"),
            Line("sha256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
            Line(
                "means",
                Say(
                    "Disco cifrado entregado en mano al magistrado de enlace.",
                    "Encrypted disk handed to the liaison magistrate."
                )
            ),
            Line("transferredAt", SampleMessage.Instant(issuedAt.AddDays(-1)))
        );

    private XElement Property() =>
        new(
            M + "property",
            new XElement(
                M + "item",
                Line(
                    "description",
                    Say(
                        "Vivienda unifamiliar inscrita a nombre de la sociedad.",
                        "Detached house registered in the name of the company."
                    )
                ),
                Line("location", "Marbella, ES"),
                new XElement(M + "value", new XAttribute("currency", "EUR"), "780000.00")
            )
        );

    private string Say(string es, string en) => spanish ? es : en;

    private string Day(int offset) => issuedAt.AddDays(offset).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Of(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static XElement Line(string name, string value) => new(M + name, value);

    private static XElement Text(string name, params IEnumerable<string> paragraphs) =>
        new(M + name, paragraphs.Select(paragraph => Line("paragraph", paragraph)));

    private static XElement Numbered(string name, int number, string text) =>
        new(M + name, new XAttribute("number", number), text);
}
