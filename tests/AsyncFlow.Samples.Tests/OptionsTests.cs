using SourceStats;

namespace AsyncFlow.Samples.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Options_and_directory_come_in_any_order()
    {
        Assert.True(Options.TryParse(["--top", "3", "src", "--json=out.json", "--all", "--timings"], out Options options, out _));
        Assert.Equal(new Options { Directory = "src", Top = 3, JsonFile = "out.json", All = true, ShowTimings = true }, options);
    }

    [Fact]
    public void Two_dashes_end_the_options()
    {
        Assert.True(Options.TryParse(["--", "--top"], out Options options, out _));
        Assert.Equal("--top", options.Directory);
    }

    [Theory]
    [InlineData("there is no option '--nope'.", "--nope")]
    [InlineData("--json needs a file name.", "--json")]
    [InlineData("--json needs a file name.", "--json=")]
    [InlineData("--top needs a number, not 'x'.", "--top", "x")]
    [InlineData("--top needs a number, not '-1'.", "--top", "-1")]
    [InlineData("--top needs a number, not ''.", "--top")]
    [InlineData("--all takes no value.", "--all=yes")]
    [InlineData("one directory, please, not both 'a' and 'b'.", "a", "b")]
    public void What_is_wrong_is_said(string problem, params string[] args)
    {
        Assert.False(Options.TryParse(args, out _, out string actual));
        Assert.Equal(problem, actual);
    }
}
