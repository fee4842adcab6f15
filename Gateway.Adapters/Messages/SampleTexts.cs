using Gateway.Domain.Messages;

namespace Gateway.Adapters.Messages;

/// <summary>
/// Subject and text of a sample message of every kind, in Spanish and English. Persons and matters are invented.
/// </summary>
internal static class SampleTexts
{
    public static (string Subject, string Text) Of(MessageKind kind, bool spanish) =>
        kind switch
        {
            MessageKind.Draft => spanish
                ? (
                    "BORRADOR: blanqueo de capitales procedentes del tráfico de cocaína",
                    "Borrador para una primera valoración; no es una solicitud."
                )
                : (
                    "DRAFT: laundering of the proceeds of cocaine trafficking",
                    "A draft for early assessment; it is not a request."
                ),
            MessageKind.ConfidentialityNotice => spanish
                ? (
                    "Confidencialidad",
                    "No es posible mantener la confidencialidad solicitada: la medida debe notificarse al titular."
                )
                : (
                    "Confidentiality",
                    "The confidentiality asked for cannot be kept: the holder has to be notified of the measure."
                ),
            MessageKind.Request or MessageKind.Replacement => spanish
                ? ("Blanqueo de capitales procedentes del tráfico de cocaína", "Solicitud de asistencia judicial recíproca.")
                : ("Laundering of the proceeds of cocaine trafficking", "Request for mutual legal assistance."),
            MessageKind.Acknowledgement => spanish
                ? (
                    "Acuse de recibo",
                    "Esta autoridad central ha recibido su solicitud y la ha registrado para su tramitación."
                )
                : ("Acknowledgement of receipt", "This central authority has received your request and has registered it."),
            MessageKind.ClarificationRequest => spanish
                ? (
                    "Solicitud de información complementaria",
                    "Para dar cumplimiento a la solicitud se necesita la información que sigue."
                )
                : ("Request for additional information", "To execute the request we need the information set out below."),
            MessageKind.Clarification => spanish
                ? ("Información complementaria", "En respuesta a sus preguntas se comunica lo siguiente.")
                : ("Additional information", "In reply to your questions we can inform you as follows."),
            MessageKind.StatusEnquiry => spanish
                ? (
                    "Consulta sobre el estado de ejecución",
                    "Agradeceríamos que nos informaran del estado en que se encuentra la ejecución de la solicitud."
                )
                : (
                    "Enquiry about progress",
                    "We would be grateful for information on the progress made in executing the request."
                ),
            MessageKind.ProgressReport => spanish
                ? (
                    "Estado de ejecución",
                    "Se han recabado los extractos bancarios; queda pendiente la declaración de un testigo."
                )
                : (
                    "Progress of execution",
                    "The bank records have been obtained; the hearing of one witness is outstanding."
                ),
            MessageKind.Result => spanish
                ? ("Resultado de la ejecución", "Se remiten las actuaciones practicadas en cumplimiento de la solicitud.")
                : ("Result of execution", "We transmit the documents obtained in execution of the request."),
            MessageKind.Refusal => spanish
                ? (
                    "Denegación de la asistencia",
                    "Tras las consultas celebradas, la asistencia debe denegarse por los motivos que se exponen."
                )
                : ("Refusal of assistance", "After consultation, assistance has to be refused for the reasons given."),
            MessageKind.Postponement => spanish
                ? ("Aplazamiento de la asistencia", "La ejecución debe aplazarse por los motivos que se exponen.")
                : ("Postponement of assistance", "Execution has to be postponed for the reasons given."),
            MessageKind.Withdrawal => spanish
                ? ("Desistimiento", "La asistencia solicitada ya no es necesaria: el acusado ha reconocido los hechos.")
                : ("Withdrawal", "The assistance is no longer required: the accused has admitted the facts."),
            MessageKind.ChannelNotice => spanish
                ? ("Cambio de canal", "Se informa a esa autoridad de que en adelante se utilizará otro canal.")
                : ("Change of channel", "We inform you that another channel will be used from now on."),
            MessageKind.Conditions => spanish
                ? ("Condiciones para la asistencia", "La asistencia puede prestarse en las condiciones siguientes.")
                : ("Conditions for assistance", "Assistance can be given under the following conditions."),
            MessageKind.ConditionsAccepted => spanish
                ? ("Aceptación de las condiciones", "Se aceptan las condiciones propuestas.")
                : ("Acceptance of conditions", "The conditions proposed are accepted."),
            MessageKind.ConditionsDeclined => spanish
                ? ("Condiciones no aceptadas", "Las condiciones propuestas no pueden aceptarse.")
                : ("Conditions declined", "The conditions proposed cannot be accepted."),
            MessageKind.Return => spanish
                ? ("Devolución de la solicitud", "Se devuelve la solicitud por el motivo que se indica.")
                : ("Return of the request", "The request is returned for the reason given."),
            MessageKind.Forwarding => spanish
                ? (
                    "Remisión a la autoridad competente",
                    "La solicitud se ha remitido a la autoridad competente para su ejecución."
                )
                : (
                    "Forwarded to the competent authority",
                    "The request has been forwarded to the authority competent to execute it."
                ),
            MessageKind.Supplement => spanish
                ? (
                    "Ampliación de la solicitud",
                    "Se solicitan además los extractos de una segunda cuenta, abierta en la misma entidad."
                )
                : ("Supplement to the request", "We also request the records of a second account at the same bank."),
            MessageKind.ConsentRequest => spanish
                ? (
                    "Solicitud de consentimiento para otro uso",
                    "Se solicita consentimiento para utilizar lo recibido en otro procedimiento."
                )
                : ("Request for consent to further use", "We ask for consent to use what we received in other proceedings."),
            MessageKind.ConsentGiven => spanish
                ? ("Consentimiento", "Se consiente el uso descrito en su solicitud.")
                : ("Consent", "We consent to the use described in your request."),
            MessageKind.ConsentDeclined => spanish
                ? ("Consentimiento denegado", "No se consiente el uso descrito en su solicitud.")
                : ("Consent declined", "We do not consent to the use described in your request."),
            MessageKind.Consultation => spanish
                ? (
                    "Consulta",
                    "Antes de adoptar una decisión quisiéramos consultar a esa autoridad sobre la doble incriminación."
                )
                : ("Consultation", "Before a decision is taken we would like to consult you on dual criminality."),
            _ => spanish
                ? ("Comunicación", "Se comunica el cambio del punto de contacto en esta autoridad central.")
                : ("Communication", "We inform you that the contact point at this central authority has changed."),
        };
}
