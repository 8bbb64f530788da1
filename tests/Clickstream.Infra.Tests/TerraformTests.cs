using Clickstream.Infra.Tests.Terraform;

namespace Clickstream.Infra.Tests;

/// <summary>What Terraform itself says about infra/.</summary>
public sealed class TerraformTests
{
    [TerraformFact]
    public async Task Every_file_is_formatted()
    {
        var (exitCode, _, transcript) = await TerraformProgram.RunAsync(Checkout.Root, null, "fmt", "-check", "-recursive", "-diff", ".");
        Assert.True(exitCode == 0, transcript);
    }

    [TerraformFact]
    public async Task The_modules_are_valid_and_their_own_tests_pass()
    {
        using var copy = await InfraCopy.PlainAsync();
        await copy.RunAsync(null, 0, "validate", "-no-color");
        await copy.RunAsync(null, 0, "test", "-no-color");
    }

    [Fact]
    public void Each_override_for_moto_has_its_reason() => Assert.All(InfraCopy.Overrides(), part =>
    {
        Assert.True(File.Exists(Checkout.PathOf("infra", part.Folder, "versions.tf")), part.Folder);
        var blocks = part.Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.All(blocks, block => Assert.StartsWith("# ", block.Trim(), StringComparison.Ordinal));
    });
}
