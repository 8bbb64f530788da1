using System.Text.Json.Serialization;
using Parquet.Serialization.Attributes;

namespace Clickstream.Compactor.Users;

/// <summary>
/// One user: in an hour (the side file of the hour's version), or in all hours (a row of <c>dim_users</c>). The columns are the same,
/// so the table is the sum of the hours. A class with setters because Parquet.Net fills it.
/// </summary>
internal sealed class UserRow
{
    [ParquetRequired]
    [JsonPropertyName("user_id")]
    public string UserId { get; set; } = string.Empty;

    /// <summary>The last one that the user's events name.</summary>
    [JsonPropertyName("country")]
    public string? Country { get; set; }

    /// <summary>The last one that the metadata of the user's events names (<c>signup_date</c>), as it came.</summary>
    [JsonPropertyName("signup_date")]
    public string? SignupDate { get; set; }

    /// <summary>Events by kind of device, in order of name.</summary>
    [JsonPropertyName("device_preferences")]
    public Dictionary<string, long> DevicePreferences { get; set; } = [];

    [JsonPropertyName("first_seen")]
    [ParquetTimestamp(ParquetTimestampResolution.Microseconds)]
    public DateTime FirstSeen { get; set; }

    [JsonPropertyName("last_seen")]
    [ParquetTimestamp(ParquetTimestampResolution.Microseconds)]
    public DateTime LastSeen { get; set; }

    [JsonPropertyName("events")]
    public long Events { get; set; }

    /// <summary>Distinct orders, by hour.</summary>
    [JsonPropertyName("orders")]
    public long Orders { get; set; }

    /// <summary>Revenue in whatever currencies the user paid.</summary>
    [JsonPropertyName("revenue")]
    [ParquetDecimal(38, 4)] // A sum of many amounts, each of which fits DECIMAL(18, 4).
    public decimal Revenue { get; set; }

    /// <summary>A row that can be changed without changing this one.</summary>
    public UserRow Copy()
    {
        var copy = (UserRow)MemberwiseClone();
        copy.DevicePreferences = new Dictionary<string, long>(DevicePreferences);
        return copy;
    }

    /// <summary>Adds what the user did in a later hour.</summary>
    public void Add(UserRow later)
    {
        Country = later.Country ?? Country;
        SignupDate = later.SignupDate ?? SignupDate;
        FirstSeen = later.FirstSeen < FirstSeen ? later.FirstSeen : FirstSeen;
        LastSeen = later.LastSeen > LastSeen ? later.LastSeen : LastSeen;
        Events += later.Events;
        Orders += later.Orders;
        Revenue += later.Revenue;
        foreach (var (device, events) in later.DevicePreferences)
        {
            DevicePreferences[device] = DevicePreferences.GetValueOrDefault(device) + events;
        }
    }
}
