using System.Text.Json;
using Clickstream.Lambda.Objects;
using Clickstream.Lambda.Records;
using Clickstream.Lambda.Runtime;

namespace Clickstream.Lambda.Events;

/// <summary>Tells by its shape whose an event is.</summary>
internal sealed class EventHandlers(KinesisHandler kinesis, ObjectHandler objects) : IInvocationHandler
{
    /// <inheritdoc/>
    public async Task<byte[]> HandleAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var document = Parse(invocation.Event);
        return KinesisEvent.Read(document.RootElement) is { } records ? await kinesis.HandleAsync(records, invocation, cancellationToken).ConfigureAwait(false)
            : ObjectCreated.Read(document.RootElement) is { } created ? await objects.HandleAsync(created, invocation, cancellationToken).ConfigureAwait(false)
            : throw new InvocationException(
                InvocationException.UnknownEvent,
                "The event is neither a batch of Kinesis records nor an 'Object Created' event of S3 from EventBridge. Look at what invokes this function.");
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException cause)
        {
            throw new InvocationException(InvocationException.UnknownEvent, "The event is no JSON. Look at what invokes this function.", cause);
        }
    }
}
