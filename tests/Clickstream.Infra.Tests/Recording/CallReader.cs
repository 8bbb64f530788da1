using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;
using Microsoft.AspNetCore.Http;

namespace Clickstream.Infra.Tests.Recording;

/// <summary>Which IAM actions a request needs, on which resources. Only what the program calls is known; anything else is a fault of the test.</summary>
internal static partial class CallReader
{
    private const string Place = "us-east-1:123456789012"; // moto's account, and the region of the tests.

    /// <summary>Reads a request.</summary>
    public static IEnumerable<RecordedCall> Read(HttpRequest request, byte[] body)
    {
        var service = Scope().Match(request.Headers.Authorization.ToString()).Groups[1].Value;
        var operation = request.Headers["X-Amz-Target"].ToString().Split('.')[^1];
        return service switch
        {
            "s3" => [OfS3(request)],
            "dynamodb" => [new($"dynamodb:{operation}", $"arn:aws:dynamodb:{Place}:table/{Json(body).GetProperty("TableName").GetString()}")],
            "kinesis" when IsJson(request) => [new($"kinesis:{operation}", OfStream(Json(body)))],
            "kinesis" => [], // CBOR, which moto refuses; the same call comes again as JSON.
            "sns" => OfSns(HttpUtility.ParseQueryString(System.Text.Encoding.UTF8.GetString(body))),
            "events" => [new($"events:{operation}", $"arn:aws:events:{Place}:event-bus/{BusOf(operation, Json(body))}")],
            "glue" => OfGlue(operation, Json(body)),
            "athena" => [new($"athena:{operation}", $"arn:aws:athena:{Place}:workgroup/{OfAthena(operation, Json(body))}")],
            "sts" => [new("sts:GetCallerIdentity", "*")],
            _ => throw new InvalidOperationException($"A call to '{service}': {operation} {request.Path}."),
        };
    }

    private static RecordedCall OfS3(HttpRequest request)
    {
        var path = request.Path.Value!.TrimStart('/').Split('/', 2);
        var (bucket, key) = (path[0], path.ElementAtOrDefault(1) ?? string.Empty);
        var query = request.Query;
        var action = (request.Method, key.Length > 0) switch
        {
            ("GET", false) => "s3:ListBucket",
            ("GET", true) when query.ContainsKey("uploadId") => "s3:ListMultipartUploadParts",
            ("GET" or "HEAD", true) => "s3:GetObject",
            ("PUT" or "POST", true) => "s3:PutObject",
            ("DELETE", true) when query.ContainsKey("uploadId") => "s3:AbortMultipartUpload",
            ("DELETE", true) => "s3:DeleteObject",
            ("POST", false) when query.ContainsKey("delete") => "s3:DeleteObject",
            _ => throw new InvalidOperationException($"A call to S3: {request.Method} {request.Path}{request.QueryString}."),
        };
        return new RecordedCall(action, key.Length > 0 ? $"arn:aws:s3:::{bucket}/{key}" : $"arn:aws:s3:::{bucket}");
    }

    private static string OfStream(JsonElement body) =>
        body.TryGetProperty("StreamARN", out var arn) ? arn.GetString()!
        : body.TryGetProperty("StreamName", out var name) ? $"arn:aws:kinesis:{Place}:stream/{name.GetString()}"
        : "of an iterator"; // GetRecords names its stream by the iterator that GetShardIterator gave.

    private static IEnumerable<RecordedCall> OfSns(System.Collections.Specialized.NameValueCollection form)
    {
        var action = form["Action"];
        return action == "GetCallerIdentity"
            ? [new("sts:GetCallerIdentity", "*")]
            : [new(action == "PublishBatch" ? "sns:Publish" : $"sns:{action}", form["TopicArn"]!)];
    }

    private static string BusOf(string operation, JsonElement body) =>
        operation == "PutEvents" ? body.GetProperty("Entries")[0].GetProperty("EventBusName").GetString()! : body.GetProperty("Name").GetString()!;

    private static IEnumerable<RecordedCall> OfGlue(string operation, JsonElement body)
    {
        var database = body.TryGetProperty("DatabaseName", out var name) ? name.GetString() : body.GetProperty("DatabaseInput").GetProperty("Name").GetString();
        var table = body.TryGetProperty("TableName", out var named) ? named.GetString()
            : body.TryGetProperty("TableInput", out var input) ? input.GetProperty("Name").GetString()
            : body.TryGetProperty("Name", out var plain) ? plain.GetString()
            : null;
        yield return new RecordedCall($"glue:{operation}", $"arn:aws:glue:{Place}:catalog");
        yield return new RecordedCall($"glue:{operation}", $"arn:aws:glue:{Place}:database/{database}");
        if (table is not null)
            yield return new RecordedCall($"glue:{operation}", $"arn:aws:glue:{Place}:table/{database}/{table}");
    }

    // Later calls name the query, which belongs to the workgroup that it was started in.
    private static string OfAthena(string operation, JsonElement body) =>
        body.TryGetProperty("WorkGroup", out var name) ? name.GetString()!
        : operation.StartsWith("Get", StringComparison.Ordinal) || operation.StartsWith("Stop", StringComparison.Ordinal) ? "of a query" : "none";

    private static JsonElement Json(byte[] body) => JsonDocument.Parse(body).RootElement;

    private static bool IsJson(HttpRequest request) => request.ContentType?.Contains("json", StringComparison.Ordinal) is true;

    [GeneratedRegex("Credential=[^/]+/[^/]+/[^/]+/([a-z0-9-]+)/aws4_request")]
    private static partial Regex Scope();
}
