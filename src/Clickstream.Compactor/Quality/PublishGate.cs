using System.Globalization;
using Clickstream.Compactor.Execution;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Quality;

/// <summary>
/// Looks at a version of an hour before it is published: at its manifest, the footers of its files, and the manifest of the day before. It reads no
/// rows, so it costs some milliseconds; what needs the rows, the command <c>quality</c> checks.
/// </summary>
internal sealed class PublishGate(IObjectStore store, CheckBook book)
{
    private const string Layer = "facts";
    private const int HoursOfDay = 24;

    /// <summary>Checks a version that is to be published.</summary>
    /// <exception cref="InvalidDataException">A severe check does not hold: it must not be published. The message says why.</exception>
    public async Task AdmitAsync(HourManifest candidate, CancellationToken cancellationToken)
    {
        var failed = (await CheckAsync(candidate, cancellationToken)).Where(check => check.IsSevere).ToList();
        if (failed.Count > 0)
        {
            throw new InvalidDataException(
                $"Not published, the hour stays at its last version. {string.Join("; ", failed)}. Mend the input, or change the rule in {QualityRules.Key}.");
        }
    }

    /// <summary>Checks a version.</summary>
    public async Task<IReadOnlyList<QualityCheck>> CheckAsync(HourManifest manifest, CancellationToken cancellationToken)
    {
        var checks = new List<QualityCheck?> { Accounting(manifest) };
        if (IsOn(QualityRules.Schema) || IsOn(QualityRules.Required))
        {
            var files = new List<FileFacts>();
            foreach (var file in manifest.Files)
            {
                files.Add(await FileFacts.ReadAsync(store, file, cancellationToken));
            }

            checks.Add(Schema(manifest, files));
            checks.AddRange(Required(manifest, files));
        }

        checks.Add(Times(manifest));
        if (IsOn(QualityRules.Volume))
        {
            checks.Add(await VolumeAsync(manifest, cancellationToken));
        }

        return [.. checks.OfType<QualityCheck>()];
    }

    private bool IsOn(string check) => book.Rules[check].Severity != Severity.Off;

    private QualityCheck? Accounting(HourManifest manifest)
    {
        var (parts, rows) = (manifest.Accepted + manifest.Duplicates + manifest.Erased, manifest.Buckets.Sum(bucket => bucket.Rows));
        var holds = manifest.Landed == parts && rows == manifest.Accepted && manifest.Duplicates >= 0;
        return book.Note(
            QualityRules.Accounting, Layer, FactTable.Name, manifest.Hour, Text(manifest.Landed, manifest.Accepted), Text(parts, rows), holds);

        static string Text(long inputs, long rows) => string.Create(CultureInfo.InvariantCulture, $"{inputs} inputs, {rows} rows");
    }

    private QualityCheck? Schema(HourManifest manifest, IReadOnlyList<FileFacts> files)
    {
        var rows = files.Sum(file => file.Rows);
        var other = files.SelectMany(file => file.Columns.Except(FileFacts.OfFacts).Concat(FileFacts.OfFacts.Except(file.Columns))).Distinct().ToList();
        return book.Note(
            QualityRules.Schema, Layer, FactTable.Name, manifest.Hour,
            string.Create(CultureInfo.InvariantCulture, $"the table's columns, {manifest.Accepted} rows"),
            string.Create(CultureInfo.InvariantCulture, $"{(other.Count == 0 ? "the table's columns" : $"other columns ({string.Join(", ", other)})")}, {rows} rows"),
            other.Count == 0 && rows == manifest.Accepted);
    }

    private IEnumerable<QualityCheck?> Required(HourManifest manifest, IReadOnlyList<FileFacts> files) =>
        (book.Rules[QualityRules.Required].Columns ?? []).Select(column => book.Share(
            QualityRules.Required, Layer, FactTable.Name, manifest.Hour, $"without {column}",
            files.Sum(file => file.Absent.GetValueOrDefault(column)), manifest.Accepted));

    private QualityCheck? Times(HourManifest manifest)
    {
        if (!Hour.TryParse(manifest.Hour, out var hour))
        {
            return book.Note(QualityRules.Hour, Layer, FactTable.Name, manifest.Hour, "an hour", manifest.Hour, false);
        }

        var (start, end) = (hour.Start.ToDateTimeOffset(), hour.End.ToDateTimeOffset());
        var outside = manifest.Files.Count(file => file.MinTime < start || file.MaxTime >= end);
        return book.Note(
            QualityRules.Hour, Layer, FactTable.Name, manifest.Hour, "files of events of the hour",
            string.Create(CultureInfo.InvariantCulture, $"{outside} files with events of another"), outside == 0);
    }

    private async Task<QualityCheck?> VolumeAsync(HourManifest manifest, CancellationToken cancellationToken)
    {
        if (!Hour.TryParse(manifest.Hour, out var hour)
            || await store.GetAsync(LakeLayout.Manifest(LakeLayout.FactClicks, new Hour(hour.Number - HoursOfDay)), cancellationToken) is not { } stored)
        {
            return null;
        }

        var before = ManifestJson.ReadHour(LakeLayout.Manifest(LakeLayout.FactClicks, new Hour(hour.Number - HoursOfDay)), stored.Content.Span).Accepted;
        var rule = book.Rules[QualityRules.Volume];
        if (before < (rule.MinRows ?? 1) || before == 0)
        {
            return null;
        }

        var ratio = (decimal)manifest.Accepted / before;
        return book.Note(
            QualityRules.Volume, Layer, FactTable.Name, manifest.Hour,
            string.Create(CultureInfo.InvariantCulture, $"{rule.Min ?? 0} to {rule.Max ?? decimal.MaxValue} times the {before:N0} rows of the day before"),
            string.Create(CultureInfo.InvariantCulture, $"{manifest.Accepted:N0}, {ratio:0.###} times"),
            ratio >= (rule.Min ?? 0) && ratio <= (rule.Max ?? decimal.MaxValue));
    }
}
