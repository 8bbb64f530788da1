using Clickstream.Compactor.Tests.Unload;
using DuckDB.NET.Data;

namespace Clickstream.Campaign.Tests.Aws;

/// <summary><c>compact --engine athena</c> as a process, with everything of an account but Athena's own engine.</summary>
public sealed class AwsUnloadTests
{
    [Fact]
    public async Task Athena_makes_the_rows_that_this_machine_makes_of_the_same_micro_batches()
    {
        await using var account = await EmulatedAccount.OpenAsync(settings: new Dictionary<string, object> { ["database"] = "clickstream", ["region"] = "us-east-1" });
        using var lake = new LakeCopy(account.Moto, account.Bucket);
        await using var athena = await AthenaServer.StartAsync(new DuckDbAthena($"s3://{account.Bucket}", prefix => ReadAsync(lake, prefix), lake.PutAsync));
        await account.ChangeEndpointAsync("athena", athena.Url);
        await ClickstreamProcess.RunAsync(0, ["generate", "--to", "stream", "--events", "6000", "--hours", "2", "--seed", "3", "--json", .. account.Options]);
        await ClickstreamProcess.RunAsync(0, ["stream", "--until-idle", "--port", "0", "--json", .. account.Options]);

        var folder = Directory.CreateTempSubdirectory("clickstream-unload-");
        try
        {
            await lake.CopyAsync("landing/", Path.Combine(folder.FullName, "here"));
            await ClickstreamProcess.RunAsync(0, ["compact", "--once", "--json", "--data", Path.Combine(folder.FullName, "here")]);
            var compacted = await ClickstreamProcess.RunAsync(0, ["compact", "--once", "--engine", "athena", "--json", .. account.Options]);
            Assert.True(compacted.GetProperty("hours").GetInt32() >= 2);
            Assert.Contains(athena.Statements, sql => sql.StartsWith("UNLOAD", StringComparison.Ordinal));
            Assert.DoesNotContain("StopQueryExecution", athena.Operations);
            await ClickstreamProcess.RunAsync(0, ["reconcile", "--json", .. account.Options]);

            await lake.CopyAsync("curated/", Path.Combine(folder.FullName, "there"));
            var (here, there) = (Files(folder, "here"), Files(folder, "there"));
            Assert.Equal(0L, Number($"SELECT count(*) FROM ((FROM {here} EXCEPT ALL FROM {there}) UNION ALL (FROM {there} EXCEPT ALL FROM {here}))"));
            Assert.True(Number($"SELECT count(*) FROM {there}") > 5000);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<(string, byte[])>> ReadAsync(LakeCopy lake, string prefix) =>
        await Task.WhenAll((await lake.ListAsync(prefix)).Select(async key => (key, await lake.GetAsync(key))));

    // Files of Athena have no extension; beside them lie those of other tables.
    private static string Files(DirectoryInfo folder, string side)
    {
        var files = Directory.EnumerateFiles(Path.Combine(folder.FullName, side, "curated", "fact_clicks"), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) is var name && !new[] { "_", "manifest", "order_items" }.Any(other => name.StartsWith(other, StringComparison.Ordinal)));
        return $"(SELECT * FROM read_parquet([{string.Join(", ", files.Select(file => $"'{file}'"))}], hive_partitioning = false))";
    }

    private static long Number(string sql)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
