using System.Text.Json;
using Clickstream.Infra.Tests.Recording;
using Clickstream.Infra.Tests.Terraform;

namespace Clickstream.Infra.Tests;

/// <summary>The demo on what Terraform made, configured by its outputs and nothing else.</summary>
public sealed class DemoTests
{
    [TerraformFact(needsData: true)]
    public async Task Doctor_finds_nothing_wrong_and_the_demo_reconciles()
    {
        var stack = await AppliedStack.ServerlessAsync();
        await DataPlane.OpenAsync(stack);
        var config = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(config, await stack.OutputAsync());
            string[] aws = ["--backend", "aws", "--config", config];
            var environment = DataPlane.Environment(stack.Moto);
            await ClickstreamProcess.RunAsync(environment, 0, ["doctor", .. aws]);
            var printed = await ClickstreamProcess.RunAsync(environment, 0, ["demo", "--exit", "--raw", Path.Combine(SharedDataFactAttribute.Folder!, "rees46", "raw"), "--port", "0", "--json", .. aws]);
            var result = JsonDocument.Parse(printed).RootElement;
            Assert.Equal(
                (17_435, 17_430, 5, 214, 59_442.63m, 17_430, 214, true),
                (
                    result.GetProperty("read").GetInt64(),
                    result.GetProperty("accepted").GetInt64(),
                    result.GetProperty("duplicates").GetInt64(),
                    result.GetProperty("orders").GetInt64(),
                    result.GetProperty("revenue").GetDecimal(),
                    result.GetProperty("parquet_rows").GetInt64(),
                    result.GetProperty("alerts").GetInt64(),
                    result.GetProperty("reconciled").GetBoolean()));
        }
        finally
        {
            File.Delete(config);
        }
    }
}
