using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Clickstream.Core.Sql;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clickstream.Campaign.Tests.Aws;

/// <summary>Athena's API, as far as we call it, over an engine that really runs the statements; moto only says that they succeeded.</summary>
internal sealed class AthenaServer : IAsyncDisposable
{
    private readonly ISqlEngine _engine;
    private readonly ConcurrentDictionary<string, (string Sql, QueryResult? Result, string? Error)> _queries = new();
    private readonly ConcurrentQueue<string> _operations = new();
    private readonly WebApplication _server;

    private AthenaServer(ISqlEngine engine)
    {
        _engine = engine;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    public Uri Url => new(_server.Urls.Single());

    /// <summary>The operations that were called, in order.</summary>
    public IReadOnlyCollection<string> Operations => _operations;

    /// <summary>The statements that were run.</summary>
    public IReadOnlyCollection<string> Statements => [.. _queries.Values.Select(query => query.Sql)];

    public static async Task<AthenaServer> StartAsync(ISqlEngine engine)
    {
        var server = new AthenaServer(engine);
        await server._server.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = (await JsonDocument.ParseAsync(context.Request.Body)).RootElement;
        var operation = context.Request.Headers["X-Amz-Target"].ToString().Split('.')[^1];
        _operations.Enqueue(operation);
        string Id() => request.GetProperty("QueryExecutionId").GetString()!;
        object answer = operation switch
        {
            "StartQueryExecution" => new { QueryExecutionId = await StartAsync(request) },
            "GetQueryExecution" => new
            {
                QueryExecution = new { StatementType = "DML", Status = new { State = _queries[Id()].Error is null ? "SUCCEEDED" : "FAILED", StateChangeReason = _queries[Id()].Error } },
            },
            "GetQueryResults" => Rows(_queries[Id()].Result!),
            _ => throw new NotSupportedException(operation),
        };
        context.Response.ContentType = "application/x-amz-json-1.1";
        await context.Response.WriteAsync(JsonSerializer.Serialize(answer));
    }

    private async Task<string> StartAsync(JsonElement request)
    {
        var sql = request.GetProperty("QueryString").GetString()!;
        Assert.Equal("clickstream", request.GetProperty("QueryExecutionContext").GetProperty("Database").GetString());
        Assert.True(sql.Length <= 262_144, "The statement is longer than Athena takes.");
        var id = Guid.NewGuid().ToString();
        try
        {
            _queries[id] = (sql, await _engine.QueryAsync(sql, CancellationToken.None), null);
        }
        catch (SqlException fault)
        {
            _queries[id] = (sql, null, fault.Message);
        }

        return id;
    }

    private static object Rows(QueryResult result) => new
    {
        ResultSet = new
        {
            Rows = result.Rows.Select(row => row.Select(TextOf)).Prepend(result.Columns).Select(row => new { Data = row.Select(text => text is null ? (object)new { } : new { VarCharValue = text }) }),
            ResultSetMetadata = new { ColumnInfo = result.Columns.Select((name, i) => new { Name = name, Type = TypeOf(result.Rows.Select(row => row[i])) }) },
        },
    };

    private static string? TextOf(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : value is null ? null : string.Empty;

    private static string TypeOf(IEnumerable<object?> values) => values.FirstOrDefault(value => value is not null) switch
    {
        decimal => "decimal",
        string or null => "varchar",
        _ => "bigint",
    };
}
