using Gateway.Api.Callers;

namespace Gateway.Api.Requests;

/// <summary>
/// What the served authority records for itself about its cases: events without a message to the counterpart.
/// </summary>
internal static class CaseEndpoints
{
    public static void MapCases(this IEndpointRouteBuilder routes)
    {
        var requests = routes.MapGroup("/v1/requests").RequireAuthorization(Caller.Officer);
        requests.MapRegistration();
        requests.MapClosure();
        requests.MapReopening();
        requests.MapLink();
        requests.MapCorrection();
        requests.MapOutsideTransmission();
    }
}
