using Clickstream.Core.Catalog;
using Clickstream.Core.Catalog.Ddl;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;

namespace Clickstream.Core.Tests.Catalog.Ddl;

public sealed class DdlTests
{
    private static readonly DdlOptions Options = new() { Lake = "s3://shop/lake" };
    private static readonly Dictionary<string, IReadOnlyList<Hour>> None = [];
    private static readonly Hour Nine = new(494_289); // 2026-05-22T09Z, whose hour has a leading zero.

    [Theory]
    [InlineData(PartitionSource.Glue)]
    [InlineData(PartitionSource.Projection)]
    public void Athena_has_every_table_with_the_columns_of_the_writer(PartitionSource partitions)
    {
        var declared = DeclaredTable.Read(ExternalDdl.AthenaStatements(Options with { Partitions = partitions }, None)).ToDictionary(table => table.Name);
        foreach (var table in LakeTable.All)
        {
            Assert.Equal(table.Columns.Select(column => $"`{column.Name}` {HiveType.NameOf(column.Type)}"), declared[table.Name].Columns);
            Assert.Equal($"s3://shop/lake/{table.Root}_symlink_format_manifest/", declared[table.Name].Location);
        }

        Assert.Equal(["landing_clickstream", "quarantine", "raw_clickstream"], declared.Keys.Except(LakeTable.All.Select(table => table.Name)).Order());
    }

    [Theory]
    [InlineData(PartitionSource.Glue)]
    [InlineData(PartitionSource.Projection)]
    public void The_folder_of_an_hour_is_declared_as_it_is_written(PartitionSource partitions)
    {
        var hours = new[] { LakeLayout.Raw, LakeLayout.Landing, LakeLayout.FactClicks, LakeLayout.Engagement, LakeLayout.Quarantine }
            .ToDictionary(root => root, _ => (IReadOnlyList<Hour>)[Nine]);
        var declared = DeclaredTable.Read(ExternalDdl.AthenaStatements(Options with { Partitions = partitions }, hours)).ToDictionary(table => table.Name);
        Assert.Contains("s3://shop/lake/raw/clickstream/2026/05/22/09/", declared["raw_clickstream"].Folders);
        Assert.Contains("s3://shop/lake/landing/clickstream/2026/05/22/09/", declared["landing_clickstream"].Folders);
        Assert.Contains("s3://shop/lake/quarantine/2026/05/22/09/", declared["quarantine"].Folders);
        foreach (var table in LakeTable.All.Where(table => table.IsHourly))
        {
            var link = LinkFile.KeyOf(table, Nine).Value;
            Assert.Contains($"s3://shop/lake/{link[..(link.LastIndexOf('/') + 1)]}", declared[table.Name].Folders);
            Assert.DoesNotContain($"s3://shop/lake/{table.Root}year=2026/month=5/day=22/hour=9/", declared[table.Name].Folders);
        }
    }

    [Fact]
    public void Spectrum_has_the_same_tables_in_the_types_of_Redshift()
    {
        var statements = ExternalDdl.SpectrumStatements(Options with { Role = "arn:aws:iam::123456789012:role/spectrum" }, None);
        Assert.Contains("IAM_ROLE 'arn:aws:iam::123456789012:role/spectrum'", statements[0], StringComparison.Ordinal);
        var facts = DeclaredTable.Read(statements).Single(table => table.Name == "fact_clicks");
        Assert.Contains("\"metadata\" map<varchar(65535),varchar(65535)>", facts.Columns);
        Assert.Contains("\"event_timestamp\" timestamp", facts.Columns);
        Assert.Contains("\"price\" decimal(18,4)", facts.Columns);
        Assert.DoesNotContain(statements, statement => statement.Contains('`', StringComparison.Ordinal) || statement.Contains("projection", StringComparison.Ordinal));
    }

    [Fact]
    public void Hot_hours_are_loaded_in_place_of_what_was_loaded_before()
    {
        DataFile[] files = [new("curated/fact_clicks/a/v1/part-0.parquet", 5, 10, ""), new("curated/fact_clicks/a/v0/part-1.parquet", 3, 10, ""), new("empty", 0, 1, "")];
        var statements = RedshiftDdl.Load(Options, LakeTable.FactClicks, files, Nine, Nine);
        Assert.Equal("BEGIN", statements[0]);
        Assert.Equal(
            "DELETE FROM clickstream_hot.fact_clicks WHERE event_timestamp >= TIMESTAMP '2026-05-22 09:00:00' AND event_timestamp < TIMESTAMP '2026-05-22 10:00:00'",
            statements[1]);
        Assert.Equal(5, statements.Count);
        Assert.StartsWith("COPY clickstream_hot.fact_clicks FROM 's3://shop/lake/curated/fact_clicks/a/v1/part-0.parquet'", statements[2], StringComparison.Ordinal);
        Assert.EndsWith("FORMAT AS PARQUET SERIALIZETOJSON", statements[3], StringComparison.Ordinal); // Maps go into SUPER.
        Assert.Equal("COMMIT", statements[4]);
        Assert.Contains(RedshiftDdl.Tables(Options), statement => statement.Contains("metadata SUPER", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_layer_may_have_a_bucket_of_its_own()
    {
        var options = Options with { Layers = new Dictionary<string, string> { ["raw"] = "s3://raw-bucket" } };
        var declared = DeclaredTable.Read(ExternalDdl.AthenaStatements(options, None)).ToDictionary(table => table.Name);
        Assert.Equal("s3://raw-bucket/raw/clickstream/", declared["raw_clickstream"].Location);
        Assert.StartsWith("s3://shop/lake/", declared["fact_clicks"].Location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop", "clickstream", 2019, 2035)]
    [InlineData("s3://shop/", "clickstream", 2019, 2035)]
    [InlineData("s3://shop", "Click-Stream", 2019, 2035)]
    [InlineData("s3://shop", "clickstream", 2030, 2029)]
    public void What_cannot_be_used_is_said(string lake, string database, int first, int last) =>
        Assert.Single(new DdlOptions { Lake = lake, Database = database, FirstYear = first, LastYear = last }.Validate());
}
