namespace Clickstream.Campaign.Tests.Aws;

/// <summary>The whole demo on AWS, emulated.</summary>
public sealed class AwsDemoTests
{
    [SharedDataFact]
    public async Task The_demo_over_real_traffic_has_the_same_totals_as_on_one_machine()
    {
        await using var account = await EmulatedAccount.OpenAsync();
        string[] demo = ["demo", "--exit", "--raw", Path.Combine(SharedDataFactAttribute.Folder!, "rees46", "raw"), "--port", "0", "--json", .. account.Options];

        var first = await ClickstreamProcess.RunAsync(0, demo);
        var second = await ClickstreamProcess.RunAsync(0, demo);

        foreach (var result in new[] { first, second })
        {
            Assert.Equal(
                (17_435, 17_430, 5, 0, 214, 17_430, true),
                (
                    result.GetProperty("read").GetInt64(),
                    result.GetProperty("accepted").GetInt64(),
                    result.GetProperty("duplicates").GetInt64(),
                    result.GetProperty("quarantined").GetInt64(),
                    result.GetProperty("orders").GetInt64(),
                    result.GetProperty("parquet_rows").GetInt64(),
                    result.GetProperty("reconciled").GetBoolean()));
            Assert.Equal(59_442.63m, result.GetProperty("revenue").GetDecimal());
            Assert.Equal(214, result.GetProperty("alerts").GetInt64());
        }
    }
}
