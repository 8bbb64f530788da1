namespace Clickstream.Core.Alerts.Rules;

/// <summary>What makes a rule fire.</summary>
public enum RuleTrigger
{
    /// <summary>The first event of an order.</summary>
    Purchase,

    /// <summary>The first purchase of a user that alerts know of; they remember for 90 days.</summary>
    FirstPurchase,

    /// <summary>Several purchases of a user within a time.</summary>
    SeveralPurchases,

    /// <summary>An event of a type.</summary>
    Event,

    /// <summary>A minute of engagement, over all shards.</summary>
    Minute,

    /// <summary>No event at all for some time.</summary>
    Silence,
}
