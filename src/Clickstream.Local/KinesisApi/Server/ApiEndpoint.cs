using System.Buffers;
using Clickstream.Local.KinesisApi.Operations;
using Clickstream.Local.KinesisApi.Wire;
using Clickstream.Local.Sqlite;
using Microsoft.AspNetCore.Http;

namespace Clickstream.Local.KinesisApi.Server;

/// <summary>Takes a request apart, runs its operation and writes the answer or the error as the service would.</summary>
internal sealed class ApiEndpoint(OperationTable operations, SubscriptionOperation subscriptions, bool requireSignature)
{
    private const string TargetPrefix = "Kinesis_20131202.";
    private const int SmallAnswer = 1024;

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await SayWhatThisIsAsync(context).ConfigureAwait(false);
            return;
        }

        var format = ContentTypes.Parse(context.Request.ContentType);
        try
        {
            await RunAsync(context, format).ConfigureAwait(false);
        }
        catch (ApiFault fault)
        {
            await WriteFaultAsync(context, fault, format ?? WireFormat.Json).ConfigureAwait(false);
        }
        catch (LocalStoreException fault) when (!context.Response.HasStarted)
        {
            await WriteFaultAsync(context, ApiFault.Internal(fault.Message), format ?? WireFormat.Json).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(HttpContext context, WireFormat? format)
    {
        var target = context.Request.Headers["X-Amz-Target"].ToString();
        var name = target.StartsWith(TargetPrefix, StringComparison.Ordinal) ? target[TargetPrefix.Length..] : null;
        if (!HttpMethods.IsPost(context.Request.Method) || name is null || format is null)
        {
            throw ApiFault.UnknownOperation(target);
        }

        if (requireSignature && !context.Request.Headers.ContainsKey("Authorization") && !context.Request.Query.ContainsKey("X-Amz-Signature"))
        {
            throw ApiFault.MissingAuthentication();
        }

        var cancellation = context.RequestAborted;
        using var body = await RequestBody.ReadAsync(context.Request, cancellation).ConfigureAwait(false);
        var call = new ApiCall(format.Value, body.Memory);
        if (name == SubscriptionOperation.Name)
        {
            await subscriptions.RunAsync(call, context.Response, cancellation).ConfigureAwait(false);
            return;
        }

        using var answer = await operations.Find(name)(call, cancellation).ConfigureAwait(false);
        await WriteAsync(context.Response, answer, call.Format, cancellation).ConfigureAwait(false);
    }

    private static async Task WriteAsync(HttpResponse response, ApiAnswer answer, WireFormat format, CancellationToken cancellationToken)
    {
        if (answer.Write is null)
        {
            response.ContentLength = 0;
            return;
        }

        response.ContentType = ContentTypes.Of(format);
        if (answer.IsPage)
        {
            // Once the response has started, the writer gives the memory of the connection itself.
            await response.StartAsync(cancellationToken).ConfigureAwait(false);
            Write(response.BodyWriter, answer.Write, format);
            await response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        var buffer = new ArrayBufferWriter<byte>(SmallAnswer);
        Write(buffer, answer.Write, format);
        response.ContentLength = buffer.WrittenCount;
        await response.Body.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    private static Task WriteFaultAsync(HttpContext context, ApiFault fault, WireFormat format)
    {
        context.Response.StatusCode = fault.Status;
        context.Response.Headers["x-amzn-ErrorType"] = fault.Code;
        using var answer = new ApiAnswer(writer => WriteFault(writer, fault));
        return WriteAsync(context.Response, answer, format, context.RequestAborted);
    }

    /// <summary>The body of an error.</summary>
    public static void WriteFault(WireWriter writer, ApiFault fault)
    {
        writer.Member("__type", fault.Code);
        writer.Member("message", fault.Message);
    }

    private static void Write(IBufferWriter<byte> buffer, Action<WireWriter> write, WireFormat format)
    {
        using var writer = WireWriter.To(buffer, format);
        writer.BeginObject();
        write(writer);
        writer.EndObject();
    }

    private static Task SayWhatThisIsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(
            "The Kinesis API of Clickstream on one machine, for development only. Point an AWS SDK at it: AWS_ENDPOINT_URL_KINESIS.\n",
            context.RequestAborted);
    }
}
