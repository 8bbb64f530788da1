namespace Clickstream.Core.Decoding;

/// <summary>
/// An object whose members count as fields of the event. The order is the order of preference where two objects name the same column:
/// the event itself first.
/// </summary>
internal enum Container : byte
{
    /// <summary>Not one: an object of this name is kept as JSON.</summary>
    None,

    // Objects that describe one thing: `page.url` means what `page_url` means.
    Event,
    User,
    Session,
    Page,
    Device,
    Os,
    Browser,
    Geo,
    Product,
    Order,
    Transaction,

    // Objects of attributes: their members mean what they would mean in the event itself.
    Attributes,
    Metadata,
    Properties,
    Params,
    EventProperties,
    Traits,

    // Objects that hold both.
    Context,

    /// <summary>The metadata of a line that we wrote: nothing in it is a column.</summary>
    Verbatim,
}
