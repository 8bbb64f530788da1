namespace Clickstream.Core.Catalog.Ddl;

/// <summary>Where an engine learns which partitions a table has.</summary>
public enum PartitionSource
{
    /// <summary>From the Glue catalog, one entry an hour. Athena and Redshift Spectrum both read them.</summary>
    Glue,

    /// <summary>From a rule in the table: Athena computes the folders and asks Glue for nothing. Redshift Spectrum does not know the rule.</summary>
    Projection,
}
