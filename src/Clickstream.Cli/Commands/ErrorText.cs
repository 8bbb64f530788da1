using System.Net.Sockets;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Sql;
using Clickstream.Producer.Collect;
using Clickstream.Producer.Generate;
using Clickstream.Stream.Live;
using Clickstream.Stream.Pipeline;
using Clickstream.Stream.Resilience;

namespace Clickstream.Cli.Commands;

/// <summary>What to tell a person about a failure that is not a defect of the program.</summary>
internal static class ErrorText
{
    /// <summary>The sentence with the remedy, or null if the failure is a defect and its stack trace is the best information.</summary>
    public static string? For(Exception exception) => exception switch
    {
        ObjectStoreException or SqlException or CommandException or LiveServerException or GaveUpException or CorruptStateException
            or OtherTrafficException or UnknownFormatException or CollectException => exception.Message,
        UnauthorizedAccessException => $"{exception.Message} Check the owner and the permissions of the folder, or name another one with --data.",
        HttpRequestException => $"{exception.Message} Check the address, the region and the network.",
        SocketException => $"{exception.Message} Check the address and the port.",
        IOException or InvalidDataException => exception.Message,
        AggregateException { InnerExceptions: [var only] } => For(only),
        _ => null,
    };
}
