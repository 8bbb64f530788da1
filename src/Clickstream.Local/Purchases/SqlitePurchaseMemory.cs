using Clickstream.Core.Alerts.Windows;
using Clickstream.Local.Coordination;
using Clickstream.Local.Folder;
using Clickstream.Local.Sqlite;

namespace Clickstream.Local.Purchases;

/// <summary>
/// Purchases in SQLite, beside the claims and shared by all processes of a data folder. Adding and reading are one transaction. Faults of the disk are a
/// <see cref="LocalStoreException"/>.
/// </summary>
public sealed class SqlitePurchaseMemory : IPurchaseMemory, IDisposable
{
    private const int ForgottenAtOnce = 100; // Old purchases removed with each call, so that the table stays flat without a pause.

    // Made when a rule first counts purchases; the version of the file stays, as programs that do not know the table do not need it.
    private const string Table = """
        CREATE TABLE IF NOT EXISTS purchases (
          key TEXT NOT NULL,
          purchase TEXT NOT NULL,
          at INTEGER NOT NULL,               -- microseconds since 1970: when it was last added
          PRIMARY KEY (key, purchase)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS purchases_by_age ON purchases (at);
        """;

    private readonly TimeProvider _time;
    private readonly SqliteWriter _writer;
    private Statements? _statements;

    /// <summary>Opens the purchases of a data folder.</summary>
    /// <exception cref="LocalStoreException">The file cannot be opened.</exception>
    public SqlitePurchaseMemory(LocalDataFolder folder, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(folder);
        (_time, _writer) = (time, new SqliteWriter(CoordinationSchema.Schema.Open(folder.CoordinationDatabase)));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RememberedPurchase>> AddAsync(
        string key, RememberedPurchase purchase, IReadOnlyList<string> others, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(others);
        var now = _time.GetUtcNow();
        return _writer.WriteAsync<IReadOnlyList<RememberedPurchase>>(
            database =>
            {
                database.Execute(Table);
                _statements ??= new Statements(database);
                return _statements.Add(key, purchase, others, now);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private sealed class Statements(Database database)
    {
        private readonly Statement _forget = database.Prepare(
            "DELETE FROM purchases WHERE (key, purchase) IN (SELECT key, purchase FROM purchases WHERE at < ? LIMIT ?)");

        private readonly Statement _add = database.Prepare(
            "INSERT INTO purchases (key, purchase, at) SELECT ?1, ?2, ?3 WHERE (SELECT count(*) FROM purchases WHERE key = ?1) < ?4 "
            + "ON CONFLICT DO UPDATE SET at = excluded.at");

        private readonly Statement _read = database.Prepare("SELECT purchase FROM purchases WHERE key = ?");

        public List<RememberedPurchase> Add(string key, RememberedPurchase purchase, IReadOnlyList<string> others, DateTimeOffset now)
        {
            _forget.Bind(1, Clock.ToMicroseconds(now - IPurchaseMemory.KeptFor)).Bind(2, ForgottenAtOnce).Run();
            _add.Bind(1, key).Bind(2, purchase.ToString()).Bind(3, Clock.ToMicroseconds(now)).Bind(4, IPurchaseMemory.MostUnderOneKey).Run();
            var found = new List<RememberedPurchase>();
            foreach (var one in others.Prepend(key))
            {
                _read.Bind(1, one);
                while (_read.Step())
                {
                    found.Add(RememberedPurchase.Parse(_read.Text(0)));
                }

                _read.Reset();
            }

            return found;
        }
    }
}
