namespace Clickstream.Compactor.Columns;

/// <summary>The text columns of <c>fact_clicks</c> that are held as codes of a dictionary, in the order of the table.</summary>
internal enum TextField
{
    EventType,
    UserId,
    AnonymousId,
    SessionId,
    PageUrl,
    ReferrerUrl,
    DeviceType,
    Os,
    Browser,
    Country,
    Ip,
    UserAgent,
    ProductId,
    OrderId,
    Currency,
}
