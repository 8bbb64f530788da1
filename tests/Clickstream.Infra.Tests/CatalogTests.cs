using System.Text.Json.Nodes;
using Clickstream.Core.Catalog;
using Clickstream.Core.Catalog.Ddl;
using Clickstream.Core.Lake;
using Clickstream.Infra.Tests.Recording;
using Clickstream.Infra.Tests.Terraform;

namespace Clickstream.Infra.Tests;

/// <summary>The tables that queries see are those that the compactor writes.</summary>
public sealed class CatalogTests
{
    [Fact]
    public void The_tables_of_the_catalog_have_the_schema_of_the_compactor()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Checkout.PathOf("infra", "modules", "catalog", "tables.json")));
        var wanted = new JsonObject
        {
            ["tables"] = new JsonObject([.. LakeTable.All.Select(table => KeyValuePair.Create(table.Name, (JsonNode?)new JsonObject
            {
                ["folder"] = LinkFile.RootOf(table),
                ["columns"] = Columns(table.Columns.Select(column => (column.Name, HiveType.NameOf(column.Type)))),
                ["partitions"] = Columns(table.IsHourly ? LakeTable.PartitionColumns.Select(name => (name, HiveType.PartitionColumn)) : []),
            }))]),
        };
        Assert.True(JsonNode.DeepEquals(wanted, schema), $"infra/modules/catalog/tables.json has to be:\n{wanted}");
    }

    [Fact]
    public void The_warehouse_has_the_schemas_and_the_table_that_ddl_prints()
    {
        var (options, table) = (new DdlOptions(), LakeTable.FactClicks);
        var wanted = new JsonObject
        {
            ["external_schema"] = options.ExternalSchema,
            ["hot_schema"] = options.HotSchema,
            ["create"] = RedshiftDdl.Tables(options).Single(statement => statement.Contains($" {options.HotSchema}.{table.Name} (", StringComparison.Ordinal)),
            ["columns"] = new JsonArray([.. table.Columns.Where(column => column.Type is not (LakeType.TextMap or LakeType.NumberMap or LakeType.MoneyMap)).Select(column => (JsonNode)column.Name)]),
        };
        var file = Checkout.PathOf("infra", "modules", "warehouse", "ddl.json");
        Assert.True(JsonNode.DeepEquals(wanted, JsonNode.Parse(File.ReadAllText(file))), $"infra/modules/warehouse/ddl.json has to be:\n{wanted}");
        Assert.All(new[] { "main.tf", "hot.tf" }, name => Assert.DoesNotMatch(@"\b(lake|hot)\.fact_clicks|SCHEMA IF NOT EXISTS [a-z]", File.ReadAllText(Checkout.PathOf("infra", "modules", "warehouse", name))));
    }

    [TerraformFact]
    public async Task What_the_program_would_write_into_the_catalog_is_there_already()
    {
        foreach (var stack in await AppliedStack.AllAsync())
        {
            var queries = Directory.GetFiles(Checkout.PathOf("sql", "athena"), "*.sql").ToDictionary(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);
            Assert.NotEmpty(queries);
            Assert.Equal(queries.OrderBy(query => query.Key), stack.Of("aws_athena_named_query").ToDictionary(query => query.Text("name"), query => query.Text("query")).OrderBy(query => query.Key));
            var tables = stack.Of("aws_glue_catalog_table");
            Assert.Equal(LakeTable.All.Select(table => table.Name).Order(), tables.Select(table => table.Text("name")).Order());
            Assert.All(tables, table =>
            {
                var storage = table.Values.GetProperty("storage_descriptor")[0];
                Assert.EndsWith($"/{LinkFile.RootOf(LakeTable.All.Single(one => one.Name == table.Text("name")))}", storage.GetProperty("location").GetString(), StringComparison.Ordinal);
                Assert.Equal("org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat", storage.GetProperty("input_format").GetString());
                Assert.Equal("org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe", storage.GetProperty("ser_de_info")[0].GetProperty("serialization_library").GetString());
            });
        }
    }

    [TerraformFact]
    public async Task The_compactor_finds_the_tables_as_it_would_make_them_and_adds_partitions_only()
    {
        var calls = (await RecordedRun.OnceAsync()).Calls["compactor"].Select(call => call.Action).Where(action => action.StartsWith("glue:", StringComparison.Ordinal)).ToHashSet();
        Assert.Contains("glue:BatchCreatePartition", calls);
        Assert.DoesNotContain("glue:CreateTable", calls);
        Assert.DoesNotContain("glue:UpdateTable", calls);
    }

    private static JsonArray Columns(IEnumerable<(string Name, string Type)> columns) =>
        [.. columns.Select(column => new JsonObject { ["name"] = column.Name, ["type"] = column.Type })];
}
