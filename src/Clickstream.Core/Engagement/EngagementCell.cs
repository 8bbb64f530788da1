namespace Clickstream.Core.Engagement;

/// <summary>One cell of the cube of a minute: what happened with one event type on one kind of device in one country.</summary>
/// <param name="Type">The event type; <see cref="Other"/> beyond the limit of distinct values in a minute.</param>
/// <param name="Device">The kind of device; <see cref="Unknown"/> if the events name none.</param>
/// <param name="Country">The country; <see cref="Unknown"/> if the events name none.</param>
/// <param name="Events">Accepted events.</param>
/// <param name="Revenue">Revenue of the purchases among them, by currency (empty text if the event names none).</param>
public sealed record EngagementCell(string Type, string Device, string Country, long Events, IReadOnlyDictionary<string, decimal> Revenue)
{
    /// <summary>Stands for a device or country that an event does not name.</summary>
    public const string Unknown = "unknown";

    /// <summary>Stands for all values beyond the limit of distinct values in a minute.</summary>
    public const string Other = "other";

    /// <summary>No revenue.</summary>
    public static IReadOnlyDictionary<string, decimal> NoRevenue { get; } = new Dictionary<string, decimal>();
}
