namespace Clickstream.Local.KinesisApi;

/// <summary>An error that the caller of the API sees, with the name that the service gives it.</summary>
internal sealed class ApiFault(string code, string message, int status = 400) : Exception(message)
{
    /// <summary>The name, as in the service model.</summary>
    public string Code { get; } = code;

    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    public static ApiFault NotFound(string message) => new("ResourceNotFoundException", message);

    public static ApiFault InUse(string message) => new("ResourceInUseException", message);

    public static ApiFault InvalidArgument(string message) => new("InvalidArgumentException", message);

    public static ApiFault LimitExceeded(string message) => new("LimitExceededException", message);

    public static ApiFault Throttled(string message) => new("ProvisionedThroughputExceededException", message);

    public static ApiFault Serialization(string message) => new("SerializationException", message);

    public static ApiFault ExpiredIterator(string message) => new("ExpiredIteratorException", message);

    public static ApiFault ExpiredNextToken(string message) => new("ExpiredNextTokenException", message);

    public static ApiFault UnknownOperation(string? target) =>
        new("UnknownOperationException", $"'{target}' is not an operation of this API.");

    public static ApiFault MissingAuthentication() => new(
        "MissingAuthenticationTokenException",
        "The request is not signed. Any credentials will do, for instance AWS_ACCESS_KEY_ID=x and AWS_SECRET_ACCESS_KEY=x; none are verified.");

    public static ApiFault Internal(string message) => new("InternalFailureException", message, status: 500);

    /// <summary>A member that the operation needs.</summary>
    public static ApiFault Missing(string name) => Validation($"Value null at '{Member(name)}' must not be null.");

    /// <summary>A member out of the limits of the service model.</summary>
    public static ApiFault Constraint(string name, string value, string constraint) =>
        Validation($"Value '{value}' at '{Member(name)}' must be {constraint}.");

    private static ApiFault Validation(string message) => new("ValidationException", $"1 validation error detected: {message}");

    private static string Member(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
