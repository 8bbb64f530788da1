namespace Clickstream.Aws.Batches;

/// <summary>Why one entry of a batch was not taken.</summary>
/// <param name="Code">The service's code.</param>
/// <param name="Message">The service's words.</param>
/// <param name="IsTransient">Whether it may be taken later.</param>
internal sealed record EntryFailure(string Code, string Message, bool IsTransient)
{
    /// <summary>The service said nothing of an entry. That it was taken must not be assumed.</summary>
    public static EntryFailure Unmentioned { get; } = new("Unmentioned", "The answer does not mention the entry", true);
}
