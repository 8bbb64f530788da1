namespace Clickstream.Core.Catalog.Ddl;

/// <summary>How an engine writes the statements of external tables.</summary>
/// <param name="Schema">What stands before the name of a table.</param>
/// <param name="Quote">What names are quoted with.</param>
/// <param name="Create">How a statement that makes a table begins.</param>
/// <param name="Properties">The words before the properties of a table.</param>
/// <param name="Text">The type of a text.</param>
internal sealed record ExternalDialect(string Schema, char Quote, string Create, string Properties, string Text)
{
    private const string HiveText = "string";

    public static ExternalDialect Athena(DdlOptions options) => new(options.Database, '`', "CREATE EXTERNAL TABLE IF NOT EXISTS", "TBLPROPERTIES", HiveText);

    /// <summary>Redshift's. It has no IF NOT EXISTS for these, and the longest text has 65,535 bytes.</summary>
    public static ExternalDialect Spectrum(DdlOptions options) => new(options.ExternalSchema, '"', "CREATE EXTERNAL TABLE", "TABLE PROPERTIES", "varchar(65535)");

    public string Column(string name, string hiveType) => $"{Quote}{name}{Quote} {hiveType.Replace(HiveText, Text, StringComparison.Ordinal)}";
}
