namespace Clickstream.Infra.Tests.Recording;

/// <summary>A call as IAM sees it.</summary>
/// <param name="Action">The action that it needs.</param>
/// <param name="Resource">The ARN that it works on.</param>
internal readonly record struct RecordedCall(string Action, string Resource);
