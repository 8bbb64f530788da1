using Clickstream.Aws.Configuration;
using Clickstream.Aws.Glue;
using Clickstream.Aws.Tests.Narrow;
using Clickstream.Aws.Tests.Transport;
using Clickstream.Contracts;
using Clickstream.Core.Catalog;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;
using Clickstream.Emulators;

namespace Clickstream.Aws.Tests.Glue;

public class GlueCatalogTests
{
    [Fact]
    public async Task An_endpoint_that_does_not_answer_is_said_in_a_sentence()
    {
        var environment = TransportUnderTest.EnvironmentOf(new Uri("http://127.0.0.1:1")) with
        {
            Endpoints = new Dictionary<AwsService, Uri> { [AwsService.Glue] = new("http://127.0.0.1:1") },
        };
        using var catalog = new GlueCatalog(environment, new GlueOptions { Database = "lake", Lake = "s3://bucket" });
        var fault = await Assert.ThrowsAsync<CatalogException>(() => catalog.ListAsync(LakeTable.FactClicks, Deadline.Token));
        Assert.Contains("fact_clicks", fault.Message, StringComparison.Ordinal);
    }

    [EmulatorFact(EmulatorName.Moto)]
    public async Task The_catalog_becomes_equal_to_the_manifests_whatever_was_there()
    {
        using var lake = await GlueLake.StartAsync();
        for (var i = 0; i < 130; i++)
            await lake.PublishAsync(new Hour(GlueLake.First.Number + i), "v1");
        await lake.Sync.RebuildAsync(Deadline.Token);
        Assert.Equal(130, (await lake.ListAsync()).Count);

        await lake.PublishAsync(new Hour(GlueLake.First.Number + 7), "v2");
        await lake.Store.DeleteAsync(LakeLayout.Manifest(LakeLayout.FactClicks, new Hour(GlueLake.First.Number + 9)), Deadline.Token);
        await lake.Catalog.AddAsync(LakeTable.FactClicks, [new CatalogPartition(new Hour(0), "nowhere/")], Deadline.Token);
        var plan = (await lake.Sync.RebuildAsync(Deadline.Token))["fact_clicks"];
        Assert.Equal((0, 0, 2), (plan.Add.Count, plan.Move.Count, plan.Remove.Count));

        var hours = Enumerable.Range(0, 130).Where(i => i != 9).Select(i => new Hour(GlueLake.First.Number + i)).ToList();
        Assert.Equal(hours.Select(GlueLake.PartitionOf), await lake.ListAsync());
        foreach (var hour in hours)
            Assert.Equal([$"s3://lake/{(hour.Number == GlueLake.First.Number + 7 ? "v2" : "v1")}/part-0.parquet"], await lake.LinksAsync(hour));
        Assert.Empty(await lake.LinksAsync(new Hour(GlueLake.First.Number + 9)));
        plan = (await lake.Sync.RebuildAsync(Deadline.Token))["fact_clicks"];
        Assert.Equal((0, 0, 0), (plan.Add.Count, plan.Move.Count, plan.Remove.Count));
    }

    [EmulatorFact(EmulatorName.Moto)]
    public async Task Publishing_an_hour_again_replaces_what_its_partition_links_to()
    {
        using var lake = await GlueLake.StartAsync();
        await lake.Sync.RebuildAsync(Deadline.Token);
        foreach (var version in new[] { "v1", "v2", "v2" })
        {
            await lake.PublishAsync(GlueLake.First, version);
            await lake.Sync.PublishAsync(LakeLayout.FactClicks, [GlueLake.First], Deadline.Token);
            Assert.Equal([GlueLake.PartitionOf(GlueLake.First)], await lake.ListAsync());
            Assert.Equal([$"s3://lake/{version}/part-0.parquet"], await lake.LinksAsync(GlueLake.First));
        }
    }

    [EmulatorFact(EmulatorName.Moto)]
    public async Task Tables_have_the_columns_of_the_writer_and_partitions_by_whole_numbers()
    {
        using var lake = await GlueLake.StartAsync();
        await lake.PublishUsersAsync("v1");
        await lake.Sync.RebuildAsync(Deadline.Token);
        var table = await lake.TableAsync("fact_clicks");
        var columns = table.GetProperty("StorageDescriptor").GetProperty("Columns").EnumerateArray()
            .ToDictionary(column => column.GetProperty("Name").GetString()!, column => column.GetProperty("Type").GetString()!);
        Assert.Equal(LakeTable.FactClicks.Columns.Select(column => column.Name), columns.Keys);
        Assert.Equal(
            ("timestamp", "decimal(18,4)", "map<string,string>", "boolean", "bigint"),
            (columns["event_timestamp"], columns["price"], columns["metadata"], columns["is_bot"], columns["quantity"]));
        Assert.Equal(["year int", "month int", "day int", "hour int"], table.GetProperty("PartitionKeys").EnumerateArray().Select(key => $"{key.GetProperty("Name")} {key.GetProperty("Type")}"));

        await lake.PublishUsersAsync("v2");
        await lake.Sync.PublishDimensionsAsync(Deadline.Token);
        Assert.Equal(
            "s3://lake/curated/dim_users/_symlink_format_manifest/",
            (await lake.TableAsync("dim_users")).GetProperty("StorageDescriptor").GetProperty("Location").GetString());
        Assert.Equal("s3://lake/v2/users.parquet\n", System.Text.Encoding.UTF8.GetString((await lake.Store.GetAsync(LinkFile.KeyOf(LakeTable.DimUsers), Deadline.Token))!.Content.Span));
    }

    [Fact]
    public async Task A_refused_partition_is_named_with_the_remedy()
    {
        await using var server = Script.Of(
            (200, """{"Errors":[{"PartitionValues":["2016","7","18","0"],"ErrorDetail":{"ErrorCode":"AccessDeniedException","ErrorMessage":"no"}}]}"""));
        using var catalog = new GlueCatalog(Script.EnvironmentAt(server.Address), new GlueOptions { Lake = "s3://lake" });
        var failure = await Assert.ThrowsAsync<CatalogException>(
            () => catalog.AddAsync(LakeTable.FactClicks, [GlueLake.PartitionOf(GlueLake.First)], Deadline.Token));
        Assert.Contains("partition 2016/7/18/0 of the table clickstream.fact_clicks", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Allow the action glue:BatchCreatePartition", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Partitions_are_added_by_a_hundred()
    {
        await using var server = Script.Of((200, "{}"));
        using var catalog = new GlueCatalog(Script.EnvironmentAt(server.Address), new GlueOptions { Lake = "s3://lake" });
        await catalog.AddAsync(
            LakeTable.FactClicks, [.. Enumerable.Range(0, 250).Select(i => GlueLake.PartitionOf(new Hour(i)))], Deadline.Token);
        Assert.Equal(3, server.Requests.Count);
    }
}
