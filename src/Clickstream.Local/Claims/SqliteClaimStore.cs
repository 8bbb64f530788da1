using Clickstream.Core.Claims;
using Clickstream.Local.Coordination;
using Clickstream.Local.Folder;
using Clickstream.Local.Sqlite;

namespace Clickstream.Local.Claims;

/// <summary>
/// Claims in SQLite, shared by all processes of a data folder; the claims of one call are one transaction. Faults of the disk are a <see
/// cref="LocalStoreException"/>.
/// </summary>
public sealed class SqliteClaimStore : IClaimStore, IDisposable
{
    private const int ForgottenAtOnce = 1_000; // Old claims removed with each claim call, so that the table stays flat without a pause.

    private readonly SqliteClaimStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly SqliteWriter _writer;
    private readonly Statement _get;
    private readonly Statement _claim;
    private readonly Statement _complete;
    private readonly Statement _forget;

    /// <summary>Opens the claims of a data folder.</summary>
    /// <exception cref="LocalStoreException">The file cannot be opened.</exception>
    public SqliteClaimStore(LocalDataFolder folder, TimeProvider time, SqliteClaimStoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        _options = options ?? new SqliteClaimStoreOptions();
        _time = time;
        var database = CoordinationSchema.Schema.Open(folder.CoordinationDatabase);
        _writer = new SqliteWriter(database);
        _get = database.Prepare("SELECT claimant, completed, at FROM claims WHERE key = ?");
        _claim = database.Prepare(
            "INSERT INTO claims (key, claimant, completed, at) VALUES (?, ?, 0, ?) "
            + "ON CONFLICT DO UPDATE SET claimant = excluded.claimant, at = excluded.at");
        _complete = database.Prepare(
            "INSERT INTO claims (key, claimant, completed, at) VALUES (?, '', 1, ?) "
            + "ON CONFLICT DO UPDATE SET completed = 1, at = excluded.at");
        _forget = database.Prepare(
            "DELETE FROM claims WHERE key IN (SELECT key FROM claims WHERE completed = 1 AND at < ? LIMIT ?)");
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ClaimOutcome>> ClaimAsync(IReadOnlyList<string> keys, string claimant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentException.ThrowIfNullOrEmpty(claimant);
        var now = _time.GetUtcNow();
        return _writer.WriteAsync<IReadOnlyList<ClaimOutcome>>(_ => Claim(keys, claimant, now), cancellationToken);
    }

    /// <inheritdoc/>
    public Task CompleteAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var now = Clock.Microseconds(_time);
        return _writer.WriteAsync(_ => Complete(keys, now), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private ClaimOutcome[] Claim(IReadOnlyList<string> keys, string claimant, DateTimeOffset now)
    {
        _forget.Bind(1, Clock.ToMicroseconds(now - _options.CompletedRetention)).Bind(2, ForgottenAtOnce).Run();
        var inThisCall = new HashSet<string>(StringComparer.Ordinal);
        var outcomes = new ClaimOutcome[keys.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = inThisCall.Add(keys[i]) ? Decide(keys[i], claimant, now) : ClaimOutcome.Refused;
            if (outcomes[i] is ClaimOutcome.Granted or ClaimOutcome.Pending)
            {
                _claim.Bind(1, keys[i]).Bind(2, claimant).Bind(3, Clock.ToMicroseconds(now)).Run();
            }
        }

        return outcomes;
    }

    /// <summary>A claim that passes to a new claimant is pending, not granted: the old one may have done it before it died.</summary>
    private ClaimOutcome Decide(string key, string claimant, DateTimeOffset now)
    {
        _get.Bind(1, key);
        try
        {
            if (!_get.Step())
            {
                return ClaimOutcome.Granted;
            }

            if (_get.Int64(1) != 0)
            {
                return ClaimOutcome.Refused;
            }

            var isExpired = _get.Int64(2) <= Clock.ToMicroseconds(now - _options.PendingExpiry);
            return _get.Text(0) == claimant || isExpired ? ClaimOutcome.Pending : ClaimOutcome.Held;
        }
        finally
        {
            _get.Reset();
        }
    }

    private int Complete(IReadOnlyList<string> keys, long now)
    {
        foreach (var key in keys)
        {
            _complete.Bind(1, key).Bind(2, now).Run();
        }

        return keys.Count;
    }
}
