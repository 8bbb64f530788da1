using Clickstream.Aws.Athena;
using Clickstream.Aws.Tests.Narrow;
using Clickstream.Aws.Tests.Transport;
using Clickstream.Contracts;

namespace Clickstream.Aws.Tests.Athena;

/// <summary>Athena by moto, which is told the answers; and by a script where moto would succeed.</summary>
public sealed class AthenaSqlEngineContractTests : SqlEngineContract
{
    private const string Region = "eu-west-3"; // Of no other test: what moto is told is taken by whoever asks next.

    protected override async Task<SqlEngineUnderTest> CreateAsync(ToldAnswer told)
    {
        var moto = await Moto.StartAsync();
        if (told.Names.Count > 0)
            await ToldQueries.TellAsync(moto, Region, told);
        var engine = new AthenaSqlEngine(moto.Environment with { Region = Region }, new AthenaOptions { OutputLocation = "s3://results/" });
        return new SqlEngineUnderTest(engine, () =>
        {
            engine.Dispose();
            moto.Dispose();
            return ValueTask.CompletedTask;
        });
    }

    protected override Task<SqlEngineUnderTest> CreateRefusingAsync(string column) =>
        Task.FromResult(EndingAs($$"""{"State":"FAILED","StateChangeReason":"COLUMN_NOT_FOUND: line 1:8: Column '{{column}}' cannot be resolved"}"""));

    protected override Task<SqlEngineUnderTest> CreateSlowAsync() => Task.FromResult(EndingAs("""{"State":"RUNNING"}"""));

    private static SqlEngineUnderTest EndingAs(string status)
    {
        var server = new ScriptedServer(request => ScriptedAnswer.Ok(request.Operation switch
        {
            "StartQueryExecution" => """{"QueryExecutionId":"q-1"}""",
            _ => $$$"""{"QueryExecution":{"Status":{{{status}}}}}""",
        }));
        var engine = new AthenaSqlEngine(Script.EnvironmentAt(server.Address), new AthenaOptions());
        return new SqlEngineUnderTest(engine, () =>
        {
            engine.Dispose();
            return server.DisposeAsync();
        });
    }
}
