namespace Clickstream.Browser.Tests;

/// <summary>
/// A test that needs Chromium. Without it the test is skipped, except where <c>CI=true</c> promises that everything is there.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Chromium.Path is null && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = "Chromium is not installed; on Debian: apt-get install chromium.";
        }
    }
}
