using Clickstream.Core.Catalog.Ddl;
using Clickstream.Core.Sql;

namespace Clickstream.Compactor.Unload;

/// <summary>An engine that makes the rows of hours from micro-batches and writes their files, in the place of this machine: Athena.</summary>
/// <param name="Sql">Runs the statements.</param>
/// <param name="Names">Where the lake is for that engine, and its database.</param>
public sealed record UnloadEngine(ISqlEngine Sql, DdlOptions Names);
