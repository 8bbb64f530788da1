namespace Clickstream.Core.Decoding;

/// <summary>What a field of an input means.</summary>
internal enum Field : byte
{
    Unknown,
    ClickId,
    EventType,
    Time,
    Received,
    UserId,
    AnonymousId,
    SessionId,
    PageUrl,
    ReferrerUrl,
    DeviceType,
    Os,
    Browser,
    Country,
    IsBot,
    Ip,
    UserAgent,
    ProductId,
    OrderId,
    Quantity,

    /// <summary>The price of a piece.</summary>
    Price,

    /// <summary>The total of an order.</summary>
    Total,
    Currency,

    /// <summary>The items of an order, as an array.</summary>
    Items,

    /// <summary>Our own position, in the landing zone.</summary>
    Position,
}
