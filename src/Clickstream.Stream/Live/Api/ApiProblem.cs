using Microsoft.AspNetCore.Http;

namespace Clickstream.Stream.Live.Api;

/// <summary>An answer that says what is wrong (RFC 9457).</summary>
/// <param name="Title">A few words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">One sentence with the remedy.</param>
internal sealed record ApiProblem(string Title, int Status, string Detail)
{
    /// <summary>A parameter that cannot be read.</summary>
    public static ApiProblem BadRequest(string detail) => new("Bad request", StatusCodes.Status400BadRequest, detail);

    /// <summary>Something that is not there.</summary>
    public static ApiProblem NotFound(string detail) => new("Not found", StatusCodes.Status404NotFound, detail);

    /// <summary>Something that cannot be said at the moment.</summary>
    public static ApiProblem Unavailable(string detail) => new("Not available", StatusCodes.Status503ServiceUnavailable, detail);
}
